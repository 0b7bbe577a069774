package io.mooring.session;

import java.util.List;
import java.util.Optional;

/**
 * A session as it was when it was claimed: all that is needed to open it upstream without the row.
 *
 * @param generation the fencing token: the claim completes only while the row still has it
 * @param forTurn whether the runner of a turn claimed it
 * @param directory absolute, links resolved
 * @param upstreamSessionId what was stored, if anything was
 * @param permissions all rules that the upstream session must end up with, whichever rung holds
 * @param rulesDiffer whether the stored upstream session was told others
 */
record SessionClaim(
    String tenant,
    String sessionId,
    long generation,
    boolean forTurn,
    String directory,
    Optional<String> upstreamSessionId,
    Optional<String> title,
    String agent,
    Optional<ModelRef> model,
    List<PermissionRule> permissions,
    boolean rulesDiffer) {}
