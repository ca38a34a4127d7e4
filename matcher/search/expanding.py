"""What candidates claim and are worth, worked out many at a time, with numba."""

from __future__ import annotations

import numpy as np
from numba import njit

from matcher.search.pricing import SPREAD_RANK, WEEK


@njit(cache=True, nogil=True)
def expand(frame, members, meetings, tables, aim_tables, first_group_row):
    """Rows, amounts and gains of new candidates, given as frame, units and places of meetings."""
    (
        unit_start,
        frame_units,
        meeting_start,
        claim_start,
        claim_row,
        claim_amount,
        share_start,
        share_meeting,
        share_row,
        share_amount,
        seats,
        cluster,
        in_cluster,
        cluster_start,
        cluster_size,
        spread_code,
        day_of,
        start_of,
        frame_meetings,
        frame_tutor,
    ) = tables
    member, session, meeting, start, days, spread, own_start, own_place, own_aim, own_gain = (
        aim_tables
    )
    count, aims = len(frame), len(start)
    gains = np.zeros((count, aims))
    row_start = np.zeros(count + 1, np.int64)
    rows = np.empty(1024, np.int32)
    amounts = np.empty(1024)
    end = 0
    for c in range(count):
        f = frame[c]
        begin = end
        size = 0
        people = 0
        for i in range(members.shape[1]):
            if members[c, i] < 0:
                break
            size += 1
            people += seats[frame_units[unit_start[f] + members[c, i]]]
        held = 0
        pattern = 0
        starts = 0
        for n in range(WEEK):
            k = meetings[c, n]
            if k < 0:
                break
            held += 1
            m = frame_meetings[meeting_start[f] + k]
            pattern |= 1 << day_of[m]
            new = True
            for other in range(n):
                if start_of[frame_meetings[meeting_start[f] + meetings[c, other]]] == start_of[m]:
                    new = False
            starts += new
        need = size + 1
        for n in range(held):
            at = meeting_start[f] + meetings[c, n]
            need += claim_start[at + 1] - claim_start[at]
        for i in range(size):
            u = frame_units[unit_start[f] + members[c, i]]
            need += share_start[u + 1] - share_start[u]
        while end + need > len(rows):
            bigger = np.empty(2 * len(rows), np.int32)
            larger = np.empty(2 * len(amounts))
            for i in range(end):
                bigger[i] = rows[i]
                larger[i] = amounts[i]
            rows = bigger
            amounts = larger
        code = 0
        for i in range(size):
            entry = unit_start[f] + members[c, i]
            u = frame_units[entry]
            rows[end], amounts[end] = u, 1.0
            end += 1
            line = cluster_start[cluster[u]] + np.int64(in_cluster[u]) * cluster_size[cluster[u]]
            for j in range(i + 1):
                v = frame_units[unit_start[f] + members[c, j]]
                code = max(code, spread_code[line + in_cluster[v]])
            for a in range(aims):
                gains[c, a] += member[a, entry]
            for o in range(own_start[entry], own_start[entry + 1]):
                for n in range(held):
                    if meetings[c, n] == own_place[o]:
                        gains[c, own_aim[o]] += own_gain[o]
            for s in range(share_start[u], share_start[u + 1]):
                for n in range(held):
                    if frame_meetings[meeting_start[f] + meetings[c, n]] == share_meeting[s]:
                        for seen in range(begin, end):
                            if rows[seen] == share_row[s]:
                                amounts[seen] += share_amount[s]
                                break
                        else:
                            rows[end], amounts[end] = share_row[s], share_amount[s]
                            end += 1
        for n in range(held):
            at = meeting_start[f] + meetings[c, n]
            for a in range(aims):
                gains[c, a] += meeting[a, at] + people * session[a, at]
            for o in range(claim_start[at], claim_start[at + 1]):
                for seen in range(begin, end):
                    if rows[seen] == claim_row[o]:
                        amounts[seen] += claim_amount[o]
                        break
                else:
                    rows[end], amounts[end] = claim_row[o], claim_amount[o]
                    end += 1
        rows[end], amounts[end] = first_group_row + frame_tutor[f], 1.0
        end += 1
        for a in range(aims):
            gains[c, a] += start[a] * max(0, starts - 1) + days[a, pattern]
            gains[c, a] += spread[a] * (code % SPREAD_RANK)
        row_start[c + 1] = end
    return row_start, rows[:end].copy(), amounts[:end].copy(), gains
