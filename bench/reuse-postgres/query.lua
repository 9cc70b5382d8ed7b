-- POST /v1/reuse-queries for owners at random, as fill.py made them.
local owners = tonumber(os.getenv("OWNERS"))

function init()
  math.randomseed(1)
  wrk.method = "POST"
  wrk.headers["Content-Type"] = "application/json"
end

function request()
  local n = math.random(0, owners - 1)
  local owner = string.format("cccd:0010%08d", n * 7 + 10000019)
  return wrk.format(nil, "/v1/reuse-queries", nil,
                    '{"owner":"' .. owner .. '","procedure":"2.001646","on":"2026-11-23"}')
end
