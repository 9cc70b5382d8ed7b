#!/usr/bin/env python3
"""What an intake system does with Kho, from the application to the decision.

    KHO_URL=http://127.0.0.1:8420 KHO_TOKEN=kho_... example.py DOSSIER-CODE PAPER.pdf

PAPER.pdf is what the applicant brought: a contract with a supplier. examples/README.md says how to
start a server to try it on.
"""

import os
import sys
import tempfile

from kho_client import KhoClient, KhoProblem

OWNER = "mst:5299101378"
PROCEDURE = "2.001646"  # Licence to sell liquor wholesale.


def reusable_component(answer, requirement):
    """The one paper that answers the requirement, as the answer judged it."""
    for alternative in requirement["alternatives"]:
        for kind in alternative["types"]:
            for candidate in kind["candidates"]:
                if candidate["outcome"] == "reusable":
                    return candidate["component_id"]
    return None


def main(code, paper):
    kho = KhoClient(os.environ["KHO_URL"], os.environ.get("KHO_TOKEN"), officer="tran.thi.mai",
                    purpose="Tiếp nhận hồ sơ")

    # 1. The application comes in. Sent twice, it is the same dossier.
    opened = kho.post("/v1/dossiers", {"code": code, "owner": OWNER, "procedure": PROCEDURE})
    dossier_id = opened["dossier"]["id"]
    print(f"dossier {code} {opened['dossier']['state']}")

    # 2. What do we hold already?
    answer = kho.post("/v1/reuse-queries", {"dossier_id": dossier_id}, dossier=code)
    for requirement in answer["requirements"]:
        print(f"requirement {requirement['code']}: {requirement['outcome']}")

    # 3. An officer looked at what is offered and accepts it: a receipt says so for ever.
    reused = None
    for requirement in answer["requirements"]:
        if requirement["outcome"] != "reusable":
            continue
        reused = reusable_component(answer, requirement)
        receipt = kho.post(f"/v1/reuse-queries/{answer['id']}/confirmations",
                           {"requirement": requirement["code"], "component_id": reused,
                            "accept": True, "remark": "Khớp bản chính"}, dossier=code)
        again = kho.get(f"/v1/receipts/{receipt['id']}")
        print(f"receipt {again['id']} accepted {str(again['accepted']).lower()} sha256 {again['sha256']}")

    # 4. What was missing is scanned and deposited, into the dossier.
    deposited = kho.deposit(
        {"dossier_id": dossier_id, "requirement": "4", "type": "HD_NHA_CUNG_CAP_RUOU",
         "number": "07/2026/HĐMB", "issue_date": "2026-02-02",
         "validity": {"from": "2026-02-02", "to": "2099-12-31"}, "digitised_by": "tran.thi.mai"},
        paper, dossier=code)
    component = deposited["component"]
    print(f"deposited {component['id']} sha256 {component['versions'][-1]['sha256']}")

    # 5. A file back; its digest is compared on the way.
    with tempfile.TemporaryDirectory() as folder:
        digest = kho.fetch(component["id"], os.path.join(folder, "paper.pdf"), dossier=code)
    print(f"fetched sha256 {digest}")

    # 6. The first bytes alone, and nothing where we have it already.
    path = f"/v1/components/{component['id']}/content"
    part = kho.request("GET", path, headers={"Range": "bytes=0-3"}, dossier=code)
    print(f"range {part.status} {part.headers['Content-Range']} {part.read().decode()}")
    same = kho.request("GET", path, headers={"If-None-Match": part.headers["ETag"]}, dossier=code)
    same.read()
    print(f"not modified {same.status}")

    # 7. Found by its number, as soon as the index has it.
    found = kho.post("/v1/search", {"q": "number:07/2026/HĐMB", "as_dossier": code,
                                    "wait_for_position": deposited["position"]}, dossier=code)
    print(f"search {len(found['hits'])} {found['hits'][0]['component']['id']}")

    # 8. The dossier knows both papers.
    for attachment in kho.get(f"/v1/dossiers/{dossier_id}")["attachments"]:
        print(f"attached {attachment['requirement']} {attachment['source']}")

    # 9. Refusals are told apart by their code; the title is for people.
    try:
        kho.post(f"/v1/reuse-queries/{answer['id']}/confirmations",
                 {"requirement": "5", "component_id": reused, "accept": True}, dossier=code)
    except KhoProblem as problem:
        print(f"refused {problem.status} {problem.code} {problem.title}")


if __name__ == "__main__":
    if len(sys.argv) != 3:
        sys.exit(__doc__)
    main(*sys.argv[1:])
