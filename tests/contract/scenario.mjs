// Calls every route of a server, and says which answer is not what was wanted or not as described.
//
//   node scenario.mjs PROXY SERVER SAMPLES
//
// PROXY is Prism in front of SERVER; uploads go past it, because it spoils binary parts. Ends with
// status 1 where something was bad.
import fs from 'fs';
const [base, direct, samples] = process.argv.slice(2);
const S = samples + '/';
let bad = 0, count = 0;
const common = { 'Kho-Officer': 'tran.thi.mai', 'Kho-Purpose': encodeURIComponent('Tiếp nhận hồ sơ') };
export async function call(name, method, path, body, want, headers = {}, at = base) {
  const init = { method, headers: { ...common, ...headers } };
  if (body instanceof FormData || typeof body === 'string') init.body = body;
  else if (body !== undefined) { init.body = JSON.stringify(body); init.headers['Content-Type'] = 'application/json'; }
  const r = await fetch(at + path, init);
  const bytes = Buffer.from(await r.arrayBuffer());
  const type = r.headers.get('content-type') ?? '';
  let out = type.includes('json') ? JSON.parse(bytes.toString()) : type.startsWith('text/') ? bytes.toString() : bytes;
  count++;
  const violations = r.headers.get('sl-violations');
  const prism = out && typeof out.type === 'string' && out.type.includes('stoplight');
  if (violations || prism || (want && r.status !== want)) {
    bad++;
    console.log(`!! ${name}: ${method} ${path} -> ${r.status} (wanted ${want})`, (violations ?? '').slice(0, 1500), JSON.stringify(out).slice(0, 1500));
  } else console.log(`ok ${r.status} ${name}`, out?.code ?? '');
  return out;
}
const form = (metadata, file, type = 'application/pdf', name = file) => {
  const f = new FormData();
  if (metadata) f.append('metadata', new Blob([JSON.stringify(metadata)], { type: 'application/json' }));
  if (file) f.append('content', new Blob([typeof file === 'string' ? fs.readFileSync(S + file) : file], { type }), name);
  return f;
};
const company = 'mst:0100109106', person = 'cccd:015085001234', other = 'mst:0101248141';
const dep = (name, m, file, want, ...r) => call(name, 'POST', '/v1/components', form(m, file, ...r), want, {}, direct);
const n = Math.floor(Date.now() / 1000) % 100000000; const serial = String(n).padStart(8, '0');

// -- operations
await call('livez', 'GET', '/livez', undefined, 200);
await call('version', 'GET', '/version', undefined, 200);
await call('readyz', 'GET', '/readyz', undefined, 200);
await call('header_bad', 'GET', '/version', undefined, 400, { 'Kho-Officer': '015085001234' });

// -- catalogue
const cat = fs.readFileSync(S + 'catalogue.jsonl', 'utf8');
await call('cat_import', 'POST', '/v1/catalogue', cat, 200, { 'Content-Type': 'application/x-ndjson' });
await call('cat_dry', 'POST', '/v1/catalogue?dry_run=true', [{ record: 'agency', code: 'H63.40', name: 'Ủy ban nhân dân huyện Mù Cang Chải' },
  { record: 'procedure', code: '2.000620.000.00.00.H63', name: 'Cấp Giấy phép bán lẻ rượu', valid_from: '2026-12-01', requirements: [{ code: '1', name: 'Đơn', any_of: ['GCN_DKDN', ['CCCD', 'HO_CHIEU']], form: 'copy', origin_min: 'desk_scan', keep: undefined }], results: ['GP_BAN_BUON_RUOU'] }], 200);
await call('cat_bad', 'POST', '/v1/catalogue', [{ record: 'agency', code: 'zzz', name: 'x' }], 422);
await call('types', 'GET', '/v1/component-types?limit=2', undefined, 200);
await call('types2', 'GET', '/v1/component-types?after=GCN_DKDN', undefined, 200);
await call('type', 'GET', '/v1/component-types/GCN_DKDN', undefined, 200);
await call('type404', 'GET', '/v1/component-types/NIX', undefined, 404);
await call('procedures', 'GET', '/v1/procedures?limit=2', undefined, 200);
await call('procedures400', 'GET', '/v1/procedures?after=GCN_DKDN', undefined, 400);
await call('procedure', 'GET', '/v1/procedures/2.001646', undefined, 200);
await call('agencies', 'GET', '/v1/agencies', undefined, 200);
await call('agency', 'GET', '/v1/agencies/H63.12', undefined, 200);

// -- deposit
const gcn = { owner: company, owner_name: 'Công ty TNHH Thương mại Hồng Hà', type: 'GCN_DKDN', number: '0100109106', issue_date: '2021-03-16', issuer: 'H63.05', issuer_name: 'Sở Kế hoạch và Đầu tư tỉnh Yên Bái', signer: 'Trịnh Minh Đức', subject: 'Giấy chứng nhận đăng ký doanh nghiệp Công ty TNHH Thương mại Hồng Hà', validity: { indefinite: true }, origin: 'desk_scan', form: 'original', digitised_by: 'tran.thi.mai', conversion: { by: 'tran.thi.mai', on: '2026-11-23', signature: null } };
const d1 = await dep('deposit', gcn, '0001-gcn-dkdn-thac-ba-xanh.pdf');
const c1 = d1.component.id;
await dep('deposit_again', gcn, '0001-gcn-dkdn-thac-ba-xanh.pdf', 200);
await dep('deposit_bad', { owner: company, type: 'NIX' }, '0001-gcn-dkdn-thac-ba-xanh.pdf', 422);
await dep('deposit_text', { owner: person, owner_name: 'Lò Văn Hoà', owner_sex: 'male', owner_birth_year: 1985, type: 'CCCD', number: serial, validity: { to: '2040-01-01', from: '2021-01-01' }, review_state: 'captured' }, new Blob(['Thẻ căn cước công dân ' + serial]), 201, 'text/plain', 'the.txt');
const d2 = await dep('deposit_png', { owner: company, type: 'HD_THUE_DIA_DIEM', number: '12/HĐ-' + serial, validity: { to: '2030-12-31' }, issue_date: '2025-01-02', location: 'Số 128 đường Trần Hưng Đạo, Yên Bái' }, '0008-hd-thue-dia-diem-hong-ha.pdf');
const c2 = d2.component.id;
const d3 = await dep('deposit3', { owner: person, owner_name: 'Lò Văn Hoà', type: 'CCCD', number: 'x' + serial, issue_date: '2021-05-01', validity: { indefinite: true } }, new Blob(['Căn cước ' + serial]), 201, 'text/plain', 'cccd.txt');
const c3 = d3.component.id, personId = d3.component.owner_id, companyId = d1.component.owner_id;
// Until all files were read: Prism must not be asked, so that the log has its lines only.
for (;;) {
  const queue = await (await fetch(direct + '/v1/admin/readings')).json();
  if (queue.waiting === 0 && queue.position >= queue.log_position - 1) break;
}

await call('component', 'GET', `/v1/components/${c1}`, undefined, 200);
await call('component404', 'GET', `/v1/components/00000000-0000-7000-8000-000000000000`, undefined, 404);
await call('content', 'GET', `/v1/components/${c1}/content`, undefined, 200);
await call('content_text', 'GET', `/v1/components/${c3}/content`, undefined, 200);
await call('content304', 'GET', `/v1/components/${c1}/content`, undefined, 304, { 'If-None-Match': '*' });
await call('text', 'GET', `/v1/components/${c1}/text`, undefined, 200);
await call('page', 'GET', `/v1/components/${c1}/pages/1.png?width=300`, undefined, undefined);
await call('page404', 'GET', `/v1/components/${c1}/pages/99.png`, undefined, 404);
await call('findings', 'GET', `/v1/components/${c1}/findings`, undefined, 200);
await call('findings2', 'GET', `/v1/components/${c2}/findings`, undefined, 200);
await call('findings3', 'GET', `/v1/components/${c3}/findings`, undefined, 200);
await call('version_facts', 'POST', `/v1/components/${c3}/versions`, form({ reason: 'Nhập sai số', by: 'tran.thi.mai', number: 'y' + serial, conversion: null }), 201, {}, direct);
await call('version_file', 'POST', `/v1/components/${c3}/versions`, form({ reason: 'Quét lại cho rõ', by: 'tran.thi.mai' }, new Blob(['Căn cước rõ ' + serial]), 'text/plain', 'rõ.txt'), 201, {}, direct);
await call('version_bad', 'POST', `/v1/components/${c3}/versions`, form({ by: 'tran.thi.mai' }), 422, {}, direct);
await call('not_multipart', 'POST', `/v1/components/${c3}/versions`, {}, 415);
await call('component_versions', 'GET', `/v1/components/${c3}`, undefined, 200);

// -- review
const cap = async (i) => (await dep('captured' + i, { owner: person, type: 'CCCD', number: i + 'z' + serial, issue_date: '2022-05-0' + (i + 1), validity: { indefinite: true }, review_state: 'captured' }, new Blob([i + ' bản ' + serial]), 201, 'text/plain', 'b.txt')).component.id;
const r1 = await cap(1), r2 = await cap(2), r3 = await cap(3);
await call('under_review', 'POST', `/v1/components/${r1}/under-review`, {}, 200);
await call('approve', 'POST', `/v1/components/${r1}/approve`, { reason: null, by: 'nguyen.van.an' }, 200);
await call('approve409', 'POST', `/v1/components/${r1}/approve`, {}, 409);
await call('reject422', 'POST', `/v1/components/${r2}/reject`, { by: 'a' }, 422);
await call('reject', 'POST', `/v1/components/${r2}/reject`, { reason: 'Ảnh mờ, không đọc được số', by: 'nguyen.van.an' }, 200);
await call('supersede', 'POST', `/v1/components/${r1}/supersede`, { later: r3, by: 'nguyen.van.an' }, 200);
await call('supersede409', 'POST', `/v1/components/${r1}/supersede`, { later: r3 }, 409);
await call('component_superseded', 'GET', `/v1/components/${r1}`, undefined, 200);
await call('revoke', 'POST', `/v1/components/${r3}/revoke`, { reason: 'Quyết định thu hồi số 15/QĐ-CA ngày 20/11/2026', on: '2026-11-20' }, 200);
await call('revoke409', 'POST', `/v1/components/${r3}/revoke`, { reason: 'x' }, 409);

// -- keeping
await call('hold', 'POST', `/v1/components/${r2}/holds`, { name: 'thanh-tra-2026', reason: 'Đoàn thanh tra số 7 yêu cầu giữ nguyên', until: '2027-06-30' }, 201);
await call('hold409', 'POST', `/v1/components/${r2}/holds`, { name: 'thanh-tra-2026', reason: 'x' }, 409);
await call('delete_dry', 'DELETE', `/v1/components/${r2}`, { reason: 'Quét nhầm', approved_by: 'Giám đốc Sở', dry_run: true }, 200);
await call('delete409', 'DELETE', `/v1/components/${r2}`, { reason: 'Quét nhầm', approved_by: 'Giám đốc Sở' }, 409);
await call('lift', 'DELETE', `/v1/components/${r2}/holds/thanh-tra-2026`, undefined, 200);
await call('lift404', 'DELETE', `/v1/components/${r2}/holds/thanh-tra-2026`, undefined, 404);
await call('retention', 'POST', `/v1/components/${c2}/retention`, { keep_until: '2036-12-31' }, 200);
await call('retention409', 'POST', `/v1/components/${c2}/retention`, { keep_until: '2026-12-31' }, 409);
await call('delete', 'DELETE', `/v1/components/${r2}`, { reason: 'Quét nhầm, đã có bản rõ hơn', approved_by: 'Giám đốc Sở' }, 200);
await call('delete404', 'DELETE', `/v1/components/${r2}`, { reason: 'x', approved_by: 'y' }, 404);

// -- owners
const o = await call('owner', 'POST', '/v1/owners', { owner: other, owner_name: 'Hợp tác xã Phình Hồ' }, 200);
const cmnd = 'cmnd:' + String(60000000 + n % 9000000).padStart(9, '0');
await call('alias', 'POST', `/v1/owners/${personId}/aliases`, { key: cmnd, evidence: { document: 'Giấy xác nhận số 12/CA ngày 01/7/2021' }, since: '2021-07-01', by: 'tran.thi.mai' }, 201);
await call('alias409', 'POST', `/v1/owners/${personId}/aliases`, { key: cmnd, evidence: { component: c3 }, by: 'tran.thi.mai' }, 409);
await call('lookup', 'POST', '/v1/owners/lookup', { owner: cmnd, sex: 'male', birth_year: 1985 }, 200);
await call('owner_accesses', 'POST', '/v1/owners/access-log', { owner: cmnd, limit: 5 }, 200);
await call('owner_accesses_own', 'POST', '/v1/owners/access-log', { as_owner: person }, 200);
await call('owner_accesses400', 'POST', '/v1/owners/access-log', { owner: cmnd, as_owner: person }, 400);
await call('lookup_none', 'POST', '/v1/owners/lookup', { owner: 'mst:0314409058-002' }, 200);
await call('lookup422', 'POST', '/v1/owners/lookup', { owner: 'mst:0100233480' }, 422);
await call('merge409', 'POST', `/v1/owners/${companyId}/merges`, { from: personId, evidence: { document: 'Số 1' }, reason: 'x', by: 'y' }, 409);
const p2 = await call('owner2', 'POST', '/v1/owners', { owner: 'passport:USA:512345679', owner_name: 'Whitcombe' }, 200);
await call('merge', 'POST', `/v1/owners/${personId}/merges`, { from: p2.id, evidence: { document: 'Giấy xác nhận số 31/XN-CA ngày 05/11/2026' }, reason: 'Cùng một người', by: 'tran.thi.mai' }, 201);
await call('lookup_merged', 'POST', '/v1/owners/lookup', { owner: 'passport:USA:512345679' }, 200);
await call('unmerge', 'DELETE', `/v1/owners/${p2.id}/merges`, { reason: 'Gộp nhầm', by: 'tran.thi.mai' }, 200);
await call('unmerge409', 'DELETE', `/v1/owners/${p2.id}/merges`, { reason: 'Gộp nhầm', by: 'tran.thi.mai' }, 409);
const a = await call('authorise', 'POST', `/v1/owners/${companyId}/authorizations`, { agent: personId, evidence: c1, types: ['GCN_DKDN'], procedures: '2.001646', from: '2026-11-01', to: '2027-10-31', by: 'tran.thi.mai' }, 201);
await call('lookup_authorised', 'POST', '/v1/owners/lookup', { owner: company }, 200);
await call('authorise_end', 'DELETE', `/v1/authorizations/${a.id}`, { reason: 'Bên uỷ quyền rút lại', by: 'tran.thi.mai' }, 200);
await call('authorise_end409', 'DELETE', `/v1/authorizations/${a.id}`, { reason: 'x', by: 'y' }, 409);
await call('alias_end', 'DELETE', `/v1/owners/${personId}/aliases`, { key: cmnd, by: 'tran.thi.mai' }, 200);
await call('alias_end404', 'DELETE', `/v1/owners/${personId}/aliases`, { key: cmnd, by: 'tran.thi.mai' }, 404);

// -- dossiers and reuse
const code = `H63.12-261123-${serial}`;
const opening = { code, procedure: '2.001646', owner: company, owner_name: 'Công ty TNHH Thương mại Hồng Hà', received_on: null, due: '2026-12-14', channel: 'desk', location: 'Số 128 đường Trần Hưng Đạo, thành phố Yên Bái' };
const o1 = await call('dossier_open', 'POST', '/v1/dossiers', opening, 201);
await call('dossier_again', 'POST', '/v1/dossiers', opening, 200);
await call('dossier422', 'POST', '/v1/dossiers', { ...opening, code: 'x' }, 422);
const did = o1.dossier.id;
await call('reference', 'POST', `/v1/dossiers/${did}/references`, { requirement: '4', database: 'CSDL quốc gia về dân cư', reference: 'DC-2026-000123' }, 201);
await call('reference_again', 'POST', `/v1/dossiers/${did}/references`, { requirement: '4', database: 'CSDL quốc gia về dân cư', reference: 'DC-2026-000123' }, 200);
await dep('deposit_dossier', { dossier_id: did, type: 'DON_BAN_BUON_RUOU', requirement: '1', digitised_by: 'tran.thi.mai', validity: { indefinite: true } }, '0005-don-ban-buon-ruou-2021.pdf');
const q = await call('reuse', 'POST', '/v1/reuse-queries', { dossier_id: did, by: null, purpose: 'Kiểm tra thành phần hồ sơ' }, 200);
await call('reuse_owner', 'POST', '/v1/reuse-queries', { owner: company, procedure: '2.001646', on: '2026-11-23', third_parties: [{ requirement: '5', owner: other, ground: 'Hợp đồng cung cấp rượu' }] }, 200);
await call('reuse404', 'POST', '/v1/reuse-queries', { dossier_id: personId }, 404);
const conf = { requirement: '2', component_id: c1, accept: true, remark: 'Khớp bản chính' };
const rec = await call('confirm', 'POST', `/v1/reuse-queries/${q.id}/confirmations`, conf, 201);
await call('confirm_again', 'POST', `/v1/reuse-queries/${q.id}/confirmations`, conf, 200);
await call('confirm409', 'POST', `/v1/reuse-queries/${q.id}/confirmations`, { ...conf, requirement: '4' }, 409);
await call('confirm404', 'POST', `/v1/reuse-queries/${did}/confirmations`, conf, 404);
await call('receipt', 'GET', `/v1/receipts/${rec.id}`, undefined, 200);
await call('receipt404', 'GET', `/v1/receipts/${did}`, undefined, 404);
await call('uses', 'GET', `/v1/components/${c1}/uses`, undefined, 200);
await call('access_log', 'GET', `/v1/components/${c1}/access-log?limit=5`, undefined, 200);
const res = await dep('deposit_result', { dossier_id: did, type: 'GP_BAN_BUON_RUOU', number: serial + '/GP-SCT', issue_date: '2026-11-24', issuer: 'H63.12', validity: { to: '2031-11-24' }, digitised_by: 'le.thi.hoa' }, new Blob(['GIẤY PHÉP bán buôn rượu ' + serial]), 201, 'text/plain', 'gp.txt');
for (const state of ['in_process', 'finished', 'returned']) await call('state_' + state, 'POST', `/v1/dossiers/${did}/state`, { state, duty: 'specialist', note: 'Đã thẩm định' }, 200);
await call('state409', 'POST', `/v1/dossiers/${did}/state`, { state: 'in_process' }, 409);
await call('revoke_used', 'POST', `/v1/components/${c1}/revoke`, { reason: 'Sở Kế hoạch và Đầu tư thu hồi' }, 200);
await call('dossier', 'GET', `/v1/dossiers/${did}`, undefined, 200);
await call('dossier_coded', 'GET', `/v1/dossiers?code=${code}`, undefined, 200);
await call('dossier_coded404', 'GET', `/v1/dossiers?code=H63.12-261123-9999`, undefined, 404);
await call('sync', 'GET', `/v1/dossiers/${did}/sync`, undefined, 200);

// -- search
await call('search', 'POST', '/v1/search', { q: 'giay chung nhan', facets: ['type', 'year', 'issuer', 'kind', 'status'], limit: 3, fragments: 1, wait_for_position: res.position }, 200);
await call('search2', 'POST', '/v1/search', { q: 'rượu', type: 'GP_BAN_BUON_RUOU', year: ['2026'], as_owner: company, sort: 'newest' }, 200);
await call('search400', 'POST', '/v1/search', { q: '"x' }, 400);
await call('search_get', 'GET', '/v1/search?q=ruou&type=GP_BAN_BUON_RUOU&type=GCN_DKDN&facets=type&facets=year&limit=5', undefined, 200);
await call('search_get400', 'GET', '/v1/search?q=015085001234', undefined, 400);
await call('completions', 'POST', '/v1/search/completions', { q: 'giấy ch', limit: 5 }, 200);
await call('completions_get', 'GET', `/v1/search/completions?q=${encodeURIComponent('giấy ch')}`, undefined, 200);
await call('search409', 'POST', '/v1/search', { q: 'x', as_dossier: code }, 409);

// -- events, reports, partner
let after = 0;
for (let i = 0; ; i++) {
  const e = await call('events' + (i || ''), 'GET', `/v1/events?after=${after}&limit=1000&include=accesses`, undefined, 200);
  if (!e.events || e.next >= e.log_position) break; after = e.next;
}
await call('events_some', 'GET', `/v1/events?after=${q.position}&limit=3`, undefined, 200);
const hook = await call('webhook', 'POST', '/v1/webhooks', { name: 'Cổng dịch vụ công', url: 'https://webhook.invalid/kho', types: ['vn.kho.dossier.*'], by: 'quan.tri' }, 201);
const at = `/v1/webhooks/${hook.webhook.id}`;
await call('webhook422', 'POST', '/v1/webhooks', { name: 'x', url: 'ftp://webhook.invalid/' }, 422);
await call('webhooks', 'GET', '/v1/webhooks', undefined, 200);
await call('webhook_get', 'GET', `${at}?told=0&wait=1`, undefined, 200);
await call('webhook_test', 'POST', `${at}/test`, undefined, 202);
await call('webhook_enable', 'POST', `${at}/enable`, {}, 200);
await call('webhook_secret', 'POST', `${at}/rotate-secret`, { by: 'quan.tri' }, 200);
await call('webhook_dead', 'GET', `${at}/dead-letters?limit=5`, undefined, 200);
await call('webhook_redeliver', 'POST', `${at}/redeliver`, {}, 202);
await call('webhook_redeliver404', 'POST', `${at}/redeliver`, { positions: [999999] }, 404);
await call('webhook_remove', 'DELETE', at, undefined, 200);
await call('webhook404', 'GET', at, undefined, 404);
await call('events400', 'GET', `/v1/events?limit=0`, undefined, 400);
await call('report', 'GET', '/v1/reports/reuse?from=2026-11-01&to=2026-11-30&by=agency,procedure', undefined, 200);
await call('report_none', 'GET', '/v1/reports/reuse?from=2020-11-01&to=2020-11-30', undefined, 200);
await call('report_csv', 'GET', '/v1/reports/reuse?from=2026-11-01&to=2026-11-30&by=agency&agency=H63', undefined, 200, { Accept: 'text/csv' });
await call('report400', 'GET', '/v1/reports/reuse?from=2026-11-01&to=2026-10-30', undefined, 400);
await call('partner_papers', 'POST', '/v1/partner/owned-papers', { SoDinhDanhChuSoHuu: '0100109106', HoTenNguoiYeuCau: 'Trần Thị Mai', SoDinhDanhNguoiYeuCau: '015085001234', KenhThucHien: 1, MaThuTuc: '2.001646', DanhSachDanhMucKetQua: [{ MaKetQua: 'GP_BAN_BUON_RUOU', SoKyHieu: '' }] }, 200);
await call('partner_papers400', 'POST', '/v1/partner/owned-papers', { SoDinhDanhChuSoHuu: '0100109106', MaThuTuc: 'x', DanhSachDanhMucKetQua: [{ MaKetQua: 'x' }] }, 400);
await call('partner_agency', 'POST', '/v1/partner/owned-papers', { SoDinhDanhChuSoHuu: 'H63.12', SoDinhDanhNguoiYeuCau: 'H63.12', MaThuTuc: '2.001646', DanhSachDanhMucKetQua: [{ MaKetQua: 'GP_BAN_BUON_RUOU' }] });
await call('partner_state', 'POST', '/v1/partner/dossier-states', { MaHoSo: code, TrangThaiHoSo: 10, NguoiXuLy: 'Cổng dịch vụ công' }, 200);
await call('partner_state404', 'POST', '/v1/partner/dossier-states', { MaHoSo: 'H63.12-261123-9999', TrangThaiHoSo: '9' }, 404);

// -- administration
await call('diagnosis', 'GET', '/v1/admin/diagnosis', undefined, 200);
await call('stats', 'GET', '/v1/admin/stats', undefined, 200);
const kinds = { compact: { dry_run: true, threshold_percent: 20 }, check: { read_data: true, parts: 1 }, audit: {}, reindex: { anew: true }, bench: { seconds: 1, only: ['retrieval', 'reuse'] } };
for (const [kind, more] of Object.entries(kinds)) {
  const j = await call('job_' + kind, 'POST', '/v1/admin/jobs', { kind, ...more }, 202);
  await call('job_done_' + kind, 'GET', `/v1/admin/jobs/${j.id}?wait=30`, undefined, 200);
  await call('job_stop_' + kind, 'DELETE', `/v1/admin/jobs/${j.id}`, undefined, 202);
}
await call('job422', 'POST', '/v1/admin/jobs', { kind: 'check', parts: 2, part: 2 }, 422);
await call('jobs', 'GET', '/v1/admin/jobs', undefined, 200);
await call('job404', 'GET', `/v1/admin/jobs/${c1}`, undefined, 404);
await call('schedule', 'GET', '/v1/admin/schedule', undefined, 200);
await call('pause', 'POST', '/v1/admin/schedule/check', { paused_until: '2099-12-01' }, 200);
await call('resume', 'POST', '/v1/admin/schedule/check', { paused: false }, 200);
await call('pause404', 'POST', '/v1/admin/schedule/sweep', { paused: true }, 404);
await call('pause422', 'POST', '/v1/admin/schedule/check', {}, 422);
await call('readings', 'GET', '/v1/admin/readings', undefined, 200);
await call('retry', 'POST', '/v1/admin/readings/retry', { component: c2, ocr: 'off' }, 200);
await call('retry_signed', 'POST', '/v1/admin/readings/retry', { files: 'signed' }, 200);
await call('retry404', 'POST', '/v1/admin/readings/retry', { component: did }, 404);
await call('index', 'GET', '/v1/admin/index', undefined, 200);
await call('seal', 'POST', '/v1/admin/index/seal', { label: '2026' }, 200);
await call('seal422', 'POST', '/v1/admin/index/shards/000099/move', { address: '127.0.0.1:7003' }, 422);

// -- audit
await call('key', 'GET', '/v1/audit/key', undefined, 200);
await call('key_new', 'POST', '/v1/audit/key', undefined, 201);
await call('checkpoint_now', 'POST', '/v1/audit/checkpoint', undefined, 201);
const cp = await call('checkpoint', 'GET', '/v1/audit/checkpoint', undefined, 200);
const size = String(cp).split('\n')[1];
await call('checkpoint_size', 'GET', `/v1/audit/checkpoint?size=${size}`, undefined, 200);
await call('checkpoint404', 'GET', `/v1/audit/checkpoint?size=999999`, undefined, 404);
await call('entries', 'GET', '/v1/audit/entries?after=0&limit=2', undefined, 200);
await call('entries_all', 'GET', '/v1/audit/entries?limit=1000', undefined, 200);
await call('proof', 'GET', '/v1/audit/entries/3/proof', undefined, 200);
await call('proof404', 'GET', '/v1/audit/entries/999999/proof', undefined, 404);
await call('consistency', 'GET', '/v1/audit/consistency?from=2', undefined, 200);
await call('consistency400', 'GET', '/v1/audit/consistency', undefined);
console.log(count, 'requests,', bad, 'bad');
process.exit(bad === 0 && count > 150 ? 0 : 1);
