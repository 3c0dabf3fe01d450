package org.jieshui.platform.api.persistence;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jieshui.platform.api.persistence.DatabaseStatus.Failure;
import org.osgi.annotation.versioning.ProviderType;

/** Tries a bundle's scripts where nothing is at stake, and says what the version that runs could not live with. */
@ProviderType
public interface Rehearsals {

    /**
     * Runs the scripts that the schema has not seen on a copy of it in a database of its own, rows included, and compares the catalogues before and after. For an older release, whose schema has seen
     * more scripts than it brings, it says what that release could not live with. Nothing is written into the schema, and its tables are locked against nobody.
     *
     * @param bundle  symbolic name
     * @param scripts file name (without the folder) to SQL: all that the bundle brings
     * @param unused  {@code table} or {@code table.column}: what the version that runs says it no longer uses
     * @throws DatabaseException when no copy can be made
     */
    Rehearsal rehearse(String schema, String bundle, Map<String, String> scripts, Set<String> unused);

    /**
     * @param pending   the scripts that were tried, in order
     * @param rows      how many rows were copied
     * @param sampled   tables of which a part was copied
     * @param took      the scripts alone
     * @param failure   why a script failed, or null
     * @param conflicts what the other version could not live with
     */
    record Rehearsal(List<String> pending, long rows, List<String> sampled, Duration took, Failure failure, List<Conflict> conflicts) {}

    /**
     * @param object {@code table}, {@code table.column}, or a constraint as {@code table: name}
     * @param before as it is used, or empty
     * @param after  as it would be, or empty
     */
    record Conflict(Kind kind, String object, String before, String after) {}

    enum Kind {
        /** Dropped or renamed. */
        GONE,
        /** Another type, or computed now. */
        RETYPED,
        /** Takes less than before: NOT NULL, a new constraint, a value that must be given now. */
        TIGHTENED,
        /** The platform's role may no longer do what it did. */
        FORBIDDEN
    }
}
