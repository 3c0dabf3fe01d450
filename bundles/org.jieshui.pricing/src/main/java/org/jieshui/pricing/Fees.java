package org.jieshui.pricing;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Fees from the list in force on a day, and again from the list and the inputs that one was issued with. */
@Component(service = Fees.class)
public class Fees {

    /** @param list null when none is in force that day; @param fee null without a list or a drawing */
    record Computed(LocalDate day, PriceList list, Inputs inputs, Fee fee) {}

    private final ListStore lists;

    @Activate
    public Fees(@Reference ListStore lists) {
        this.lists = lists;
    }

    /** @param forms the latest form of a task type of the case */
    Computed compute(Instant moment, Function<String, Optional<JsonNode>> forms, JsonNode entered) {
        var day = LocalDate.ofInstant(moment, Lists.ZONE);
        var list = lists.inForce(day).orElse(null);
        var inputs = Inputs.of(forms, entered);
        return new Computed(day, list, inputs, list == null || !inputs.drawn() ? null : Fee.of(lists.items(list.id()), inputs));
    }

    /** The items whose quantity has to be, or may be, entered. */
    List<Item> open(Computed computed) {
        return lists.items(computed.list().id()).stream().filter(i -> i.open(computed.inputs())).toList();
    }

    /** The same fee from what was kept: whatever lists came since. */
    Fee again(FeeStore.Issued issued) {
        return Fee.of(lists.items(issued.list()), issued.inputs());
    }

    boolean holds(FeeStore.Issued issued) {
        var again = again(issued);
        return again.faults().isEmpty() && again.lines().size() == issued.lines().size()
                && java.util.stream.IntStream.range(0, issued.lines().size()).allMatch(i -> again.lines().get(i).same(issued.lines().get(i)));
    }

    static List<String> figures(Fee fee) {
        return fee.totals().stream().map(t -> t.total().toPlainString()).toList();
    }

    static List<String> texts(JsonNode list) {
        return java.util.stream.StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText).toList();
    }
}
