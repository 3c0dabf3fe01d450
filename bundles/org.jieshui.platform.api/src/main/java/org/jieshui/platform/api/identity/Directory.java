package org.jieshui.platform.api.identity;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jieshui.platform.api.Text;
import org.osgi.annotation.versioning.ProviderType;

/** People and organisations, for other bundles to look up. Reads only; administration is identity's own REST. */
@ProviderType
public interface Directory {

    /** {@code department}: where the person is at home, or null; what he may do in which department follows from his roles. */
    record Person(long id, String account, String name, String department, boolean enabled) {}

    /** @param external an organisation outside the group: construction unit, supervision unit, design partner … */
    record Department(String id, Text name, boolean external) {}

    record District(String id, Text name) {}

    /**
     * Where a person gets mail.
     *
     * @param address  as the system administrator entered it; personal data, for writing to the person alone
     * @param language {@code zh-CN} or {@code en}
     */
    record Mailbox(String address, String name, String language) {}

    Optional<Person> person(long id);

    Map<Long, Person> people(Set<Long> ids);

    List<Department> departments();

    List<District> districts();

    /** Enabled people of a department who hold a permission and work in the district (null: any), fewest open duties first is the caller's business. */
    List<Person> withPermission(String department, String permission, String district);

    /** Enabled people of a department, whatever they may do there. */
    List<Person> members(String department);

    /** By person; disabled people and those without an address are missing. */
    default Map<Long, Mailbox> mailboxes(Set<Long> ids) {
        return Map.of();
    }

    /** The person as an actor with today's permissions and deputies; empty if unknown or disabled. */
    Optional<Actor> actor(long personId);
}
