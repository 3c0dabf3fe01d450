package org.jieshui.identity;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Actor.Duty;

/**
 * What a person may do today, by himself and for those whose deputy he is.
 *
 * @param person    the person
 * @param grants    one per permission in a department, or per department when the role holds none
 * @param post      what the person's administrator's post grants
 * @param districts of the person and of those he deputises for
 */
record Grants(long person, List<Grant> grants, Set<String> post, List<InDistrict> districts) {

    /** @param principal whose duty it is: the person himself, or the one he is deputy of */
    record Grant(long principal, String department, String permission) {}

    record InDistrict(long principal, String district) {}

    private record Place(long principal, String department) {}

    /** His own duties first: what he may himself he does in his own name. */
    List<Duty> duties() {
        var permissions = new LinkedHashMap<Place, Set<String>>();
        for (var g : grants) {
            var held = permissions.computeIfAbsent(new Place(g.principal, g.department), place -> new HashSet<>());
            if (g.permission != null && !g.permission.isEmpty()) {
                held.add(g.permission);
            }
        }
        return permissions.entrySet().stream()
                .map(e -> new Duty(e.getKey().principal, e.getKey().department, e.getValue(), districtsOf(e.getKey().principal)))
                .sorted((a, b) -> a.principal() == b.principal() ? a.department().compareTo(b.department())
                        : a.principal() == person ? -1 : b.principal() == person ? 1 : Long.compare(a.principal(), b.principal())).toList();
    }

    private Set<String> districtsOf(long principal) {
        return districts.stream().filter(d -> d.principal == principal).map(InDistrict::district).collect(Collectors.toSet());
    }

    Actor actor(PersonRow row, boolean external) {
        return actor(person, row.account(), row.name(), row.language(), external, post, duties());
    }

    /** @param scopes what an API token is limited to */
    static Actor limited(Actor actor, Set<String> scopes) {
        var permissions = new HashSet<>(actor.permissions());
        permissions.retainAll(scopes);
        var duties = actor.duties().stream()
                .map(d -> new Duty(d.principal(), d.department(), d.permissions().stream().filter(scopes::contains).collect(Collectors.toSet()), d.districts())).toList();
        return actor(actor.id(), actor.account(), actor.displayName(), actor.language(), actor.external(), permissions, duties);
    }

    private static Actor actor(long id, String account, String name, String language, boolean external, Set<String> beyond, List<Duty> duties) {
        var departments = new LinkedHashSet<String>();
        var permissions = new HashSet<>(beyond);
        var districts = new HashSet<String>();
        for (var duty : duties) {
            departments.add(duty.department());
            permissions.addAll(duty.permissions());
            districts.addAll(duty.districts());
        }
        boolean everywhere = duties.stream().anyMatch(d -> d.districts().isEmpty());
        return new Actor(id, account, name, departments, permissions, everywhere ? Set.of() : districts, external, language, duties);
    }
}
