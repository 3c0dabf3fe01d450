package org.jieshui.platform.api.identity;

import java.security.Principal;
import java.util.Set;

/**
 * Who acts, as known at the moment of the call. Resources receive it as {@code @Context SecurityContext} principal.
 *
 * @param id          person id; 0 for the system itself
 * @param account     login name, or the module's id for the system
 * @param displayName what others see
 * @param departments organisations the person belongs to or deputises for (ids of the glossary)
 * @param permissions all permissions, from all roles
 * @param districts   districts the person works in; empty means all
 * @param external    member of an external organisation: sees only cases that were given to it
 * @param language    {@code zh-CN} or {@code en}
 */
public record Actor(long id, String account, String displayName, Set<String> departments, Set<String> permissions, Set<String> districts,
        boolean external, String language) implements Principal {

    public Actor {
        departments = Set.copyOf(departments);
        permissions = Set.copyOf(permissions);
        districts = Set.copyOf(districts);
    }

    /** The platform acting by itself on behalf of a module: timers, imports, listeners. It may do anything; the journal names it. */
    public static Actor system(String moduleId) {
        return new Actor(0, moduleId, moduleId, Set.of(), Set.of(), Set.of(), false, "zh-CN");
    }

    public boolean isSystem() {
        return id == 0;
    }

    public boolean may(String permission) {
        return isSystem() || permissions.contains(permission);
    }

    public boolean worksFor(String department) {
        return isSystem() || departments.contains(department);
    }

    @Override
    public String getName() {
        return account;
    }
}
