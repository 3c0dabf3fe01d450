package org.jieshui.platform.api.identity;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.osgi.annotation.versioning.ProviderType;

/**
 * Who read which personal data (architecture, rule 9). Call it where unmasked personal values leave the server: a revealed phone number, a
 * downloaded application form, an export. Masked lists need no entry. The log holds ids and field names, never values.
 */
@ProviderType
public interface AccessLog {

    /**
     * @param what     stable id of what was read, {@code <module>.<what>}: {@code cases.contact}
     * @param subjects ids of the records: {@code case/17}
     * @param fields   names of the fields that were shown
     */
    void read(Actor actor, String what, Collection<String> subjects, Set<String> fields);

    default void read(Actor actor, String what, String subject, String... fields) {
        read(actor, what, List.of(subject), Set.of(fields));
    }
}
