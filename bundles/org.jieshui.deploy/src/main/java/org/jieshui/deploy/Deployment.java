package org.jieshui.deploy;

import java.time.Instant;
import java.util.List;
import org.jieshui.platform.api.Text;

/**
 * One entry of the history.
 *
 * @param module      null when it was refused before it said what it is
 * @param bundle      symbolic name
 * @param version     as it runs
 * @param signer      the trusted key's name; null: unsigned
 * @param by          person id; 0: the platform itself
 * @param outcome     {@code starting}, {@code refused}, {@code running}, {@code replaced}, {@code rolled-back} or {@code removed}
 * @param reason      why it was refused or is out again, or null
 * @param shipped     the version that the distribution brought of the module then, or null
 * @param backTo      the deployment that an operator went back to, or null
 * @param watchUntil  until when it is watched, with the version before at hand; null: it is not
 * @param rehearsal   how its scripts were tried on a copy; null: it brought none that were new
 * @param nodes       what became of it on each node that has tried it
 * @param mayRollBack whether an operator may go back to it
 */
public record Deployment(long id, String module, String bundle, String version, String sha256, String signer, long by, String account, Instant at, String node, String outcome, Instant ended,
        Reason reason, String shipped, Long backTo, Instant watchUntil, Rehearsed rehearsal, List<OnNode> nodes, boolean mayRollBack) {

    /** @param code which check it was */
    public record Reason(String code, Text text) {}

    /** @param rows how many were copied. @param sampled tables of which a part was copied */
    public record Rehearsed(List<String> scripts, long rows, List<String> sampled) {}

    /** @param outcome {@code running}: it took over there; {@code failed}: it did not, and the version before goes on there. @param reason why it failed, or null */
    public record OnNode(String node, String outcome, Instant at, Text reason) {}
}
