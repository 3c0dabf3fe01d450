package org.jieshui.pricing;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What another set of items changes, by code. */
record Differences(List<Item> added, List<Change> changed, List<Item> removed, int same) {

    record Change(Item before, Item after) {}

    static Differences between(List<Item> before, List<Item> after) {
        Map<String, Item> old = before.stream().collect(Collectors.toMap(Item::code, Function.identity()));
        Map<String, Item> now = after.stream().collect(Collectors.toMap(Item::code, Function.identity()));
        var changed = after.stream().filter(i -> old.containsKey(i.code()) && !old.get(i.code()).same(i)).map(i -> new Change(old.get(i.code()), i)).toList();
        var added = after.stream().filter(i -> !old.containsKey(i.code())).toList();
        return new Differences(added, changed, before.stream().filter(i -> !now.containsKey(i.code())).toList(), after.size() - added.size() - changed.size());
    }
}
