package org.jieshui.platform.api.identity;

import java.security.Principal;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who acts, as known at the moment of the call. Resources receive it as {@code @Context SecurityContext} principal.
 *
 * <p>The sets say what the person may do somewhere; {@link #duties} say where. What belongs to a department's work is asked with the department
 * ({@link #may(String, String)}): somebody who may approve in one department and draw in another approves nothing in the second.
 *
 * @param id          person id; 0 for the system itself
 * @param account     login name, or the module's id for the system
 * @param displayName what others see
 * @param departments organisations the person belongs to or deputises for (ids of the glossary)
 * @param permissions all permissions, from all roles and the post
 * @param districts   districts the person works in, for himself or as a deputy; empty means all
 * @param external    member of an external organisation: sees only cases that were given to it
 * @param language    {@code zh-CN} or {@code en}
 * @param duties      what he may do in which department and for whom
 */
public record Actor(long id, String account, String displayName, Set<String> departments, Set<String> permissions, Set<String> districts,
        boolean external, String language, List<Duty> duties) implements Principal {

    /**
     * What somebody may do in one department.
     *
     * @param principal whose duty it is: the person himself, or the one he is deputy of (代理)
     * @param districts districts it is limited to; empty means all
     */
    public record Duty(long principal, String department, Set<String> permissions, Set<String> districts) {
        public Duty {
            permissions = Set.copyOf(permissions);
            districts = Set.copyOf(districts);
        }

        /** @param district null: not known yet, everybody's */
        public boolean covers(String district) {
            return districts.isEmpty() || district == null || districts.contains(district);
        }
    }

    public Actor {
        departments = Set.copyOf(departments);
        permissions = Set.copyOf(permissions);
        districts = Set.copyOf(districts);
        duties = List.copyOf(duties);
    }

    /** Somebody without deputyships who may do the same in each of his departments. */
    public Actor(long id, String account, String displayName, Set<String> departments, Set<String> permissions, Set<String> districts, boolean external,
            String language) {
        this(id, account, displayName, departments, permissions, districts, external, language,
                departments.stream().sorted().map(department -> new Duty(id, department, permissions, districts)).toList());
    }

    /** The platform acting by itself on behalf of a module: timers, imports, listeners. It may do anything; the journal names it. */
    public static Actor system(String moduleId) {
        return new Actor(0, moduleId, moduleId, Set.of(), Set.of(), Set.of(), false, "zh-CN");
    }

    public boolean isSystem() {
        return id == 0;
    }

    /** Whether he may somewhere. */
    public boolean may(String permission) {
        return isSystem() || permissions.contains(permission);
    }

    /** Whether he may in this department. */
    public boolean may(String permission, String department) {
        return isSystem() || duties(permission).anyMatch(duty -> duty.department.equals(department));
    }

    public boolean worksFor(String department) {
        return isSystem() || departments.contains(department);
    }

    /** The duties that hold a permission. */
    public Stream<Duty> duties(String permission) {
        return duties.stream().filter(duty -> duty.permissions.contains(permission));
    }

    /** The person and everybody whose deputy he is today. */
    public Set<Long> principals() {
        return Stream.concat(Stream.of(id), duties.stream().map(Duty::principal)).collect(Collectors.toUnmodifiableSet());
    }

    @Override
    public String getName() {
        return account;
    }
}
