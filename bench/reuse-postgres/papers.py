"""The papers of an owner: the same for Kho and PostgreSQL, whenever they are asked for."""

import datetime
import random

DAY = datetime.date(2026, 11, 23)
TYPES = [  # What the procedure asks for, and as much again that it does not.
    "GCN_DKDN", "HD_NGUYEN_TAC_HE_THONG", "GP_BAN_LE_THUONG_NHAN", "GCN_CHI_NHANH", "HD_NHA_CUNG_CAP_RUOU",
    "GP_BAN_BUON_RUOU", "GCN_ATTP", "GCN_QSDD", "HD_THUE_DIA_DIEM", "BAN_VE_MAT_BANG", "PHIEU_ATHC", "VB_PCCC"]


def owner_key(n):
    return f"cccd:0010{n * 7 + 10000019:08}"  # Passes its check, and is nobody's.


def papers_of(n):
    draw = random.Random(n)
    for i, kind in enumerate(draw.sample(TYPES, 10)):
        issued = DAY - datetime.timedelta(days=draw.randrange(60, 2000))
        until = None if draw.random() < 0.5 else issued + datetime.timedelta(days=1000)
        yield {"type": kind, "number": f"{i}/{n}-SCT", "issued": issued, "until": until}
