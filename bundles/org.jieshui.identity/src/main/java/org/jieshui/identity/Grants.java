package org.jieshui.identity;

import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jieshui.platform.api.identity.Actor;

/**
 * What a person may do today, by himself and for those whose deputy he is.
 *
 * @param person    the person
 * @param grants    one per duty, or per department when the role holds nothing
 * @param post      what the person's administrator's post grants
 * @param districts of the person and of those he deputises for
 */
record Grants(long person, List<Grant> grants, Set<String> post, List<InDistrict> districts) {

    /** @param principal whose duty it is: the person himself, or the one he is deputy of */
    record Grant(long principal, String department, String permission) {}

    record InDistrict(long principal, String district) {}

    Set<String> departments() {
        var ids = new LinkedHashSet<String>();
        grants.forEach(g -> ids.add(g.department));
        return ids;
    }

    Set<String> permissions() {
        var ids = new HashSet<>(post);
        grants.stream().map(Grant::permission).filter(p -> p != null && !p.isEmpty()).forEach(ids::add);
        return ids;
    }

    /** Empty means all: somebody without districts works in all of them, and so does his deputy. */
    Set<String> workDistricts() {
        var principals = new HashSet<Long>();
        grants.forEach(g -> principals.add(g.principal));
        if (principals.isEmpty()) {
            principals.add(person);
        }
        var ids = new HashSet<String>();
        for (long principal : principals) {
            boolean everywhere = true;
            for (var d : districts) {
                if (d.principal == principal) {
                    everywhere = false;
                    ids.add(d.district);
                }
            }
            if (everywhere) {
                return Set.of();
            }
        }
        return ids;
    }

    /** For whom the person acts when he uses a permission in a department; empty if he may himself. */
    Optional<Long> principal(String department, String permission) {
        var fitting = grants.stream().filter(g -> g.department.equals(department) && permission.equals(g.permission)).map(Grant::principal).toList();
        return fitting.isEmpty() || fitting.contains(person) ? Optional.empty() : Optional.of(fitting.get(0));
    }

    Actor actor(PersonRow row, boolean external) {
        return new Actor(person, row.account(), row.name(), departments(), permissions(), workDistricts(), external, row.language());
    }

    /** @param scopes what an API token is limited to */
    static Actor limited(Actor actor, Set<String> scopes) {
        var permissions = new HashSet<>(actor.permissions());
        permissions.retainAll(scopes);
        return new Actor(actor.id(), actor.account(), actor.displayName(), actor.departments(), permissions, actor.districts(), actor.external(),
                actor.language());
    }
}
