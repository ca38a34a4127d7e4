"""Pricing: the groups of each frame that are worth most under given prices.

The worth of a group with members ``M`` and meetings ``K`` is::

    sum of member[u] for u in M
  + sum over k in K of (meeting[k] + seats(M) * session[k] + sum of own[u, k] for u in M)
  + start * (number of different start times - 1) + days[set of weekdays] + spread * points(M)

A depth-first search over members, best first, with one bound: what the members so far are worth,
plus the best of those still to come, plus the best meetings that are left. Written with numba:
in these few functions the search spends its time outside the linear programs.

Cuts (see ``matcher.search.cuts``) take from that worth: each its price times ``count // by``,
where it counts the chosen meetings' claims on its rows. Their prices are never below 0 and more
meetings never count less, so every bound that leaves them out still holds.
"""

from __future__ import annotations

import numpy as np
from numba import njit

BLOCKED = -1e12
NONE = -1e15
WEEK = 7
SPREAD_RANK = 1000
MOST_STEPS = 20_000


# NumPy's own sorting, filling and slicing would be as good, but each costs a second or more of
# compilation on a user's first run.


@njit(cache=True, nogil=True)
def _largest_first(values, count):
    """The places of the first ``count`` values, the largest first, equal ones in order."""
    order = np.empty(count, np.int64)
    other = np.empty(count, np.int64)
    for i in range(count):
        order[i] = i
    width = 1
    while width < count:
        for first in range(0, count, 2 * width):
            middle = min(first + width, count)
            last = min(first + 2 * width, count)
            i, j = first, middle
            for k in range(first, last):
                if i < middle and (j >= last or values[order[i]] >= values[order[j]]):
                    other[k] = order[i]
                    i += 1
                else:
                    other[k] = order[j]
                    j += 1
        order, other = other, order
        width *= 2
    return order


@njit(cache=True, nogil=True)
def _each_once(values):
    """The different values, in rising order."""
    found = np.empty(len(values), np.int32)
    count = 0
    for value in values:
        at = count
        while at > 0 and found[at - 1] > value:
            at -= 1
        if at > 0 and found[at - 1] == value:
            continue
        for i in range(count, at, -1):
            found[i] = found[i - 1]
        found[at] = value
        count += 1
    return found[:count]


@njit(cache=True, nogil=True)
def _plain(count, day, ok, worth, least, most, must, chosen):
    """The best meetings where only their own worth counts: ``(worth, how many)``.

    ``must``, here and below, has a bit for each weekday that may not be left out.
    """
    best = np.empty(WEEK)
    arg = np.empty(WEEK, np.int32)
    for d in range(WEEK):
        best[d] = NONE
        arg[d] = -1
    for k in range(count):
        if ok[k] and worth[k] > best[day[k]]:
            best[day[k]] = worth[k]
            arg[day[k]] = k
    total = 0.0
    taken = 0
    for d in range(WEEK):
        if must >> d & 1:
            if best[d] <= BLOCKED or taken >= most:
                return NONE, 0
            total += best[d]
            chosen[taken] = arg[d]
            taken += 1
            best[d] = NONE
    while taken < most:
        d = 0
        for other in range(1, WEEK):
            if best[other] > best[d]:
                d = other
        if best[d] <= BLOCKED or (taken >= least and best[d] <= 0.0):
            break
        total += best[d]
        chosen[taken] = arg[d]
        taken += 1
        best[d] = NONE
    if taken < least:
        return NONE, 0
    return total, taken


@njit(cache=True, nogil=True)
def _among(count, day, ok, worth, least, most, must, first, second, start_class, days, chosen):
    """The best meetings among two start times (any, where ``first`` is -1), by sets of days."""
    best = np.empty(WEEK)
    arg = np.empty(WEEK, np.int32)
    for d in range(WEEK):
        best[d] = NONE
        arg[d] = -1
    for k in range(count):
        if first >= 0 and start_class[k] != first and start_class[k] != second:
            continue
        if ok[k] and worth[k] > best[day[k]]:
            best[day[k]] = worth[k]
            arg[day[k]] = k
    top = NONE
    pick = 0
    for pattern in range(1, 128):
        if pattern & must != must:
            continue
        total = 0.0
        size = 0
        for d in range(WEEK):
            if pattern >> d & 1:
                total += best[d]
                size += 1
        if size < least or size > most or total <= BLOCKED:
            continue
        total += days[pattern]
        if total > top:
            top = total
            pick = pattern
    size = 0
    for d in range(WEEK):
        if pick >> d & 1:
            chosen[size] = arg[d]
            size += 1
    return top, size


@njit(cache=True, nogil=True)
def _different(chosen, size, start_class):
    """How many different start times the chosen meetings have."""
    found = 0
    for i in range(size):
        new = True
        for j in range(i):
            if start_class[chosen[j]] == start_class[chosen[i]]:
                new = False
        if new:
            found += 1
    return found


@njit(cache=True, nogil=True)
def _shaped(count, day, ok, worth, least, most, must, start_class, classes, start, days, chosen):
    """The best meetings where start times and weekdays count: ``(worth, how many, bound)``.

    One and two start times are tried in full. Three or more are bounded by the best meetings at
    any times less two extra starts; the meetings found that way count with what they cost.
    """
    trial = np.empty(WEEK, np.int32)
    anywhen = np.int32(-1)
    top, size = _among(
        count, day, ok, worth, least, most, must, anywhen, anywhen, start_class, days, trial
    )
    if top <= BLOCKED:
        return NONE, 0, NONE
    extra = _different(trial, size, start_class) - 1
    for i in range(size):
        chosen[i] = trial[i]
    best = top + start * extra
    best_size = size
    if start == 0.0 or extra == 0:
        return best, best_size, best
    for i in range(len(classes)):
        for j in range(i + 1):
            cost = start if i != j else 0.0
            if top + cost <= best:
                continue
            value, size = _among(
                count,
                day,
                ok,
                worth,
                least,
                most,
                must,
                classes[i],
                classes[j],
                start_class,
                days,
                trial,
            )
            if value > BLOCKED and value + cost > best:
                best = value + cost
                best_size = size
                for n in range(size):
                    chosen[n] = trial[n]
    return best, best_size, max(best, top + 2 * start if extra >= 2 else best)


@njit(cache=True, nogil=True)
def _keep(out, at, worth, members, depth, chosen, size):
    """Note a group among the best of its frame; returns the worth that the next must beat."""
    out_worth, out_members, out_depth, out_meetings, out_size, out_count, cut = out
    room = out_worth.shape[1]
    if out_count[at] < room:
        place = out_count[at]
        out_count[at] += 1
    else:
        place = 0
        cut[at] = 1
        for i in range(1, room):
            if out_worth[at, i] < out_worth[at, place]:
                place = i
    out_worth[at, place] = worth
    out_depth[at, place] = depth
    out_size[at, place] = size
    for i in range(depth):
        out_members[at, place, i] = members[i]
    for i in range(size):
        out_meetings[at, place, i] = chosen[i]
    if out_count[at] < room:
        return NONE
    low = out_worth[at, 0]
    for i in range(1, room):
        low = min(low, out_worth[at, i])
    return low


@njit(cache=True, nogil=True)
def _cost(chosen, size, cuts):
    """What the chosen meetings cost by cuts."""
    start, cut_of, by, price, counted = cuts
    cost = 0.0
    for n in range(size):
        for e in range(start[chosen[n]], start[chosen[n] + 1]):
            q = cut_of[e]
            counted[q] += 1
            if counted[q] % by[q] == 0:
                cost += price[q]
    for n in range(size):
        for e in range(start[chosen[n]], start[chosen[n] + 1]):
            counted[cut_of[e]] = 0
    return cost


@njit(cache=True, nogil=True)
def _list(
    day_start,
    ok,
    worth,
    least,
    most,
    must,
    start_class,
    start,
    days,
    cuts,
    base,
    floor,
    limit,
    out,
    at,
    members,
    depth,
):
    """Note every choice of meetings worth more than ``floor``, up to ``limit`` of them.

    With ``limit`` 0, only the best one; the search for it is given up after ``MOST_STEPS``. Returns
    what the next must beat, and what no choice is worth more than, where that is known.
    """
    beaten = floor
    given_up = False
    best = NONE
    best_size = 0
    best_chosen = np.empty(WEEK, np.int32)
    rest = np.zeros(WEEK + 1)
    for d in range(WEEK - 1, -1, -1):
        top = 0.0
        for k in range(day_start[d], day_start[d + 1]):
            if ok[k] and worth[k] > top:
                top = worth[k]
        rest[d] = rest[d + 1] + top
    chosen = np.empty(WEEK, np.int32)
    pointer = np.empty(WEEK + 1, np.int32)
    total = np.zeros(WEEK + 1)
    paid = np.zeros(WEEK + 1)
    size = np.zeros(WEEK + 1, np.int32)
    pattern = np.zeros(WEEK + 1, np.int32)
    d = 0
    pointer[0] = day_start[0] - 1
    noted = 0
    steps = 0
    while d >= 0:
        steps += 1
        if limit > 0 and (noted >= limit or steps > 50 * limit):
            out[6][at] = 1
            break
        if limit == 0 and steps > MOST_STEPS:
            given_up = True
            break
        if d == WEEK:
            n = np.int64(size[d])
            if least <= n <= most:
                value = base + total[d] - paid[d] + days[pattern[d]]
                if start != 0.0:
                    value += start * (_different(chosen, n, start_class) - 1)
                if value > floor and limit > 0:
                    floor = max(floor, _keep(out, at, value, members, depth, chosen, n))
                    noted += 1
                elif value > floor:
                    floor = best = value
                    best_size = n
                    for i in range(n):
                        best_chosen[i] = chosen[i]
            d -= 1
            continue
        k = pointer[d]
        pointer[d] += 1
        if k >= day_start[d + 1]:
            d -= 1
            continue
        n = size[d]
        if k < day_start[d]:  # not on this day
            if (
                must >> d & 1
                or n + (WEEK - 1 - d) < least
                or base + total[d] - paid[d] + rest[d + 1] <= floor
            ):
                continue
            total[d + 1], size[d + 1], pattern[d + 1] = total[d], n, pattern[d]
            paid[d + 1] = paid[d]
        else:
            upper = base + total[d] + worth[k] + rest[d + 1]
            if not ok[k] or n >= most or upper - paid[d] <= floor:
                continue
            chosen[n] = k
            paid[d + 1] = _cost(chosen, n + 1, cuts)
            if upper - paid[d + 1] <= floor:
                continue
            total[d + 1], size[d + 1] = total[d] + worth[k], n + 1
            pattern[d + 1] = pattern[d] | 1 << d
        d += 1
        if d < WEEK:
            pointer[d] = day_start[d] - 1
    if limit == 0:
        floor = beaten
        if best_size > 0:
            floor = max(floor, _keep(out, at, best, members, depth, best_chosen, best_size))
    return floor, np.inf if given_up else best


@njit(cache=True, nogil=True)
def _cuts_of(first, last, claims, cuts):
    """The cuts that each meeting of a frame counts for, as :func:`_cost` takes them."""
    claim_start, claim_row = claims
    row_start, cut_of, by, price, counted = cuts
    start = np.zeros(last - first + 1, np.int32)
    size = 0
    for c in range(claim_start[first], claim_start[last]):
        size += row_start[claim_row[c] + 1] - row_start[claim_row[c]]
    mine = np.empty(size, np.int32)
    size = 0
    for at in range(first, last):
        for c in range(claim_start[at], claim_start[at + 1]):
            for e in range(row_start[claim_row[c]], row_start[claim_row[c] + 1]):
                mine[size] = cut_of[e]
                size += 1
        start[at - first + 1] = size
    return start, mine, by, price, counted


@njit(cache=True, nogil=True)
def price(
    frames, tables, rows, gains, shape, cuts, active, floor, listing, node_limit, out, bounds
):
    """Note the best groups of each of ``frames`` in ``out``, and what none of them can exceed.

    Parameters
    ----------
    frames : int32[]
        The frames to price; ``out`` and ``bounds`` run along them.
    tables : tuple
        The fixed arrays of the problem (see ``Pricer.tables``).
    rows : tuple
        ``(price, left)`` of each row: what one unit of it costs and how much there still is.
    gains : tuple
        ``(member, meeting, session, own_start, own_place, own_gain)``.
    shape : tuple
        ``(start, days, spread)``: what the shape of a group adds; never more than 0.
    cuts : tuple
        ``(row_start, cut_of, by, price, counted)``: along rows, the cuts that count a claim on
        them; of each cut, how many claims cost its price once; and zeros to count with.
    active : uint8[]
        Which units may be members.
    floor : float64[]
        Along ``frames``: only groups worth more are noted.
    listing : int
        0: the best meetings for each set of members. Else: up to so many choices of them; where
        negative, a frame is given up as soon as it is clear that not all can be noted.
    node_limit : int
        Nodes a frame; past it the frame's bound is a weaker one.
    out : tuple
        Where candidates are noted (see ``matcher.search.master.Out``).
    bounds : float64[]
        Along ``frames``: what no group of the frame is worth more than, or 0.

    """
    (
        unit_start,
        frame_units,
        meeting_start,
        frame_meetings,
        admits,
        least,
        most,
        must,
        cap,
        seats,
        frame_cap,
        cluster,
        in_cluster,
        cluster_start,
        cluster_size,
        fits,
        spread_code,
        claim_start,
        claim_row,
        claim_amount,
        share_start,
        share_meeting,
        share_row,
        share_amount,
        day_of,
        start_of,
    ) = tables
    row_price, row_left = rows
    member_gain, meeting_gain, session_gain, own_start, own_place, own_gain = gains
    start_gain, day_gain, spread_gain = shape
    shaped = start_gain != 0.0
    for pattern in range(len(day_gain)):
        if day_gain[pattern] != 0.0:
            shaped = True
    whole = listing < 0
    listing = abs(listing)
    chosen = np.empty(WEEK, np.int32)
    for at in range(len(frames)):
        f = frames[at]
        bounds[at] = 0.0
        first, last = meeting_start[f], meeting_start[f + 1]
        nk = last - first
        # what each meeting is worth by itself, and whether it can still be held
        base = np.empty(nk)
        extra = np.empty(nk)
        day = np.empty(nk, np.int32)
        start_class = np.empty(nk, np.int32)
        day_start = np.zeros(WEEK + 1, np.int32)
        usable = 0
        for k in range(nk):
            m = frame_meetings[first + k]
            day[k] = day_of[m]
            start_class[k] = start_of[m]
            day_start[day[k] + 1] += 1
            value = meeting_gain[first + k]
            for c in range(claim_start[first + k], claim_start[first + k + 1]):
                if claim_amount[c] > row_left[claim_row[c]] + 1e-7:
                    value = BLOCKED
                    break
                value -= claim_amount[c] * row_price[claim_row[c]]
            base[k] = value
            extra[k] = session_gain[first + k]
            if value > BLOCKED:
                usable += 1
        for d in range(WEEK):
            day_start[d + 1] += day_start[d]
        if usable == 0:
            continue
        classes = _each_once(start_class)
        mine = _cuts_of(first, last, (claim_start, claim_row), cuts)
        # rows that every meeting draws on bound the number of meetings
        frame_most = WEEK
        lead = 0
        while base[lead] <= BLOCKED:
            lead += 1
        for c in range(claim_start[first + lead], claim_start[first + lead + 1]):
            row = claim_row[c]
            small = claim_amount[c]
            common = small > 0.0
            for k in range(lead + 1, nk):
                if not common:
                    break
                if base[k] <= BLOCKED:
                    continue
                common = False
                for e in range(claim_start[first + k], claim_start[first + k + 1]):
                    if claim_row[e] == row:
                        common = claim_amount[e] > 0.0
                        small = min(small, claim_amount[e])
                        break
            if common:
                frame_most = min(frame_most, int((row_left[row] + 1e-7) // small))
        # the units that could be members, best first
        n_all = unit_start[f + 1] - unit_start[f]
        unit = np.empty(n_all, np.int32)
        gain = np.empty(n_all)
        reach = np.empty(n_all)
        ok = np.zeros((n_all, nk), np.uint8)
        own = np.zeros((n_all, nk))
        n = 0
        best_extra = np.zeros(WEEK)
        for k in range(nk):
            if base[k] > BLOCKED:
                best_extra[day[k]] = max(best_extra[day[k]], extra[k])
        best_extra = best_extra[_largest_first(best_extra, np.int64(WEEK))]
        low_least = WEEK + 1
        for place in range(n_all):
            entry = unit_start[f] + place
            u = frame_units[entry]
            if not active[u] or seats[u] > min(cap[u], frame_cap[f]):
                continue
            if least[u] > min(most[u], frame_most):
                continue
            for k in range(nk):
                ok[n, k] = admits[u, frame_meetings[first + k]] and base[k] > BLOCKED
                own[n, k] = 0.0
            for c in range(own_start[entry], own_start[entry + 1]):
                own[n, own_place[c]] += own_gain[c]
            if share_start[u + 1] > share_start[u]:
                k = 0
                for c in range(share_start[u], share_start[u + 1]):
                    m = share_meeting[c]
                    while k < nk and frame_meetings[first + k] < m:
                        k += 1
                    if k < nk and frame_meetings[first + k] == m:
                        if share_amount[c] > row_left[share_row[c]] + 1e-7:
                            ok[n, k] = 0
                        own[n, k] -= share_amount[c] * row_price[share_row[c]]
            open_days = 0
            top_own = 0.0
            for d in range(WEEK):
                found = False
                top = 0.0
                for k in range(day_start[d], day_start[d + 1]):
                    if ok[n, k]:
                        found = True
                        top = max(top, own[n, k])
                if found:
                    open_days += 1
                    top_own += top
            if open_days < least[u]:
                continue
            unit[n] = place
            gain[n] = member_gain[entry]
            reach[n] = gain[n] + top_own
            for d in range(min(most[u], frame_most)):
                reach[n] += seats[u] * best_extra[d]
            low_least = min(low_least, least[u])
            n += 1
        if n == 0:
            continue
        order = _largest_first(reach, np.int64(n))
        ahead = np.zeros(n + 1)
        for i in range(n):
            ahead[i + 1] = ahead[i] + max(0.0, reach[order[i]])
        deepest = min(n, frame_cap[f])
        members = np.empty(deepest + 1, np.int32)
        local = np.empty(deepest + 1, np.int32)
        pointer = np.zeros(deepest + 1, np.int32)
        node_ok = np.zeros((deepest + 1, nk), np.uint8)
        node_own = np.zeros((deepest + 1, nk))
        worth = np.empty(nk)
        node_gain = np.zeros(deepest + 1)
        node_seats = np.zeros(deepest + 1, np.int32)
        node_least = np.zeros(deepest + 1, np.int32)
        node_most = np.zeros(deepest + 1, np.int32)
        node_must = np.zeros(deepest + 1, np.int32)
        node_cap = np.zeros(deepest + 1, np.int32)
        node_code = np.zeros(deepest + 1, np.int32)
        node_meet = np.zeros(deepest + 1)
        for k in range(nk):
            node_ok[0, k] = base[k] > BLOCKED
        node_least[0] = low_least
        node_most[0] = frame_most
        node_cap[0] = frame_cap[f]
        node_meet[0], _ = _plain(
            nk, day, node_ok[0], base, node_least[0], node_most[0], np.int32(0), chosen
        )
        if node_meet[0] <= BLOCKED:
            continue
        mark = floor[at]
        top_bound = 0.0
        nodes = 0
        depth = 0
        while depth >= 0:
            i = pointer[depth]
            if i >= n or node_seats[depth] >= node_cap[depth] or depth >= deepest:
                depth -= 1
                continue
            left = node_cap[depth] - node_seats[depth]
            upper = node_gain[depth] + node_meet[depth] + reach[order[i]]
            upper += ahead[min(n, i + left)] - ahead[i + 1] if i + left > i + 1 else 0.0
            if upper <= mark:
                depth -= 1
                continue
            nodes += 1
            if nodes > node_limit:
                # what was not looked at holds no unit before the top node's present one
                j = pointer[0] - 1 if depth > 0 else i
                rest = node_meet[0] + ahead[min(n, j + frame_cap[f])] - ahead[j]
                top_bound = max(top_bound, rest)
                out[6][at] = 1
                break
            if whole and out[6][at]:
                break
            pointer[depth] += 1
            c = order[i]
            u = frame_units[unit_start[f] + unit[c]]
            new_seats = node_seats[depth] + seats[u]
            new_cap = min(node_cap[depth], cap[u])
            if new_seats > new_cap:
                continue
            new_least = max(node_least[depth], least[u]) if depth > 0 else least[u]
            new_most = min(node_most[depth], most[u])
            new_must = node_must[depth] | must[u]
            if new_least > new_most:
                continue
            g = cluster[u]
            line = cluster_start[g] + np.int64(in_cluster[u]) * cluster_size[g]
            code = spread_code[line + in_cluster[u]]
            fitting = True
            for j in range(depth):
                v = frame_units[unit_start[f] + unit[local[j]]]
                if not fits[line + in_cluster[v]]:
                    fitting = False
                    break
                code = max(code, spread_code[line + in_cluster[v]])
            if not fitting:
                continue
            new = depth + 1
            node_code[new] = max(node_code[depth], code)
            for k in range(nk):
                node_ok[new, k] = node_ok[depth, k] and ok[c, k]
                node_own[new, k] = node_own[depth, k] + own[c, k]
                worth[k] = base[k] + new_seats * extra[k] + node_own[new, k]
            meet, size = _plain(nk, day, node_ok[new], worth, new_least, new_most, new_must, chosen)
            if meet <= BLOCKED:
                continue
            local[depth] = c
            members[depth] = unit[c]
            node_gain[new] = node_gain[depth] + gain[c]
            node_seats[new] = new_seats
            node_least[new] = new_least
            node_most[new] = new_most
            node_must[new] = new_must
            node_cap[new] = new_cap
            node_meet[new] = meet
            pointer[new] = i + 1
            bending = spread_gain * (node_code[new] % SPREAD_RANK)
            value = node_gain[new] + meet + bending
            if value > mark:
                if listing > 0 or len(mine[1]) > 0:
                    mark, high = _list(
                        day_start,
                        node_ok[new],
                        worth,
                        new_least,
                        new_most,
                        new_must,
                        start_class,
                        start_gain,
                        day_gain,
                        mine,
                        node_gain[new] + bending,
                        mark,
                        listing,
                        out,
                        at,
                        members,
                        new,
                    )
                    top_bound = max(top_bound, min(value, high))
                elif not shaped:
                    top_bound = max(top_bound, value)
                    mark = max(mark, _keep(out, at, value, members, new, chosen, size))
                else:
                    meet, size, high = _shaped(
                        nk,
                        day,
                        node_ok[new],
                        worth,
                        new_least,
                        new_most,
                        new_must,
                        start_class,
                        classes,
                        start_gain,
                        day_gain,
                        chosen,
                    )
                    top_bound = max(top_bound, node_gain[new] + high + bending)
                    value = node_gain[new] + meet + bending
                    if value > mark:
                        mark = max(mark, _keep(out, at, value, members, new, chosen, size))
            depth = new
        bounds[at] = top_bound
