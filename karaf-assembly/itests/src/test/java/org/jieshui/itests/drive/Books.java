package org.jieshui.itests.drive;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The separate addition: what every customer paid and got back, added up from the transfers as the drive made them, in fen. */
final class Books {

    /** One transfer and where its money is. */
    static final class Transfer {
        final long id;
        final long amount;
        long allotted;
        long held;
        long refunded;

        Transfer(long id, long amount) {
            this.id = id;
            this.amount = amount;
        }

        long free() {
            return amount - allotted - held - refunded;
        }
    }

    private final List<Transfer> transfers = new ArrayList<>();
    private final int[] receipts = new int[4];
    private final int[] voided = new int[4];

    Transfer received(long id, long amount) {
        var transfer = new Transfer(id, amount);
        transfers.add(transfer);
        return transfer;
    }

    void receipt(int year) {
        receipts[year - 2023]++;
    }

    void receiptVoid(int year) {
        voided[year - 2023]++;
    }

    /** All money of all cases at this moment, and the numbers of the receipts. */
    void compare(JsonNode check, Tally tally) {
        for (var side : new String[] {"transfers", "ledger"}) {
            var sums = check.path(side);
            tally.sum(side + " received", fen(sums, "received"), transfers.stream().mapToLong(t -> t.amount).sum());
            tally.sum(side + " allotted", fen(sums, "allotted"), transfers.stream().mapToLong(t -> t.allotted).sum());
            tally.sum(side + " unallotted", fen(sums, "unallotted"), transfers.stream().mapToLong(Transfer::free).sum());
            tally.sum(side + " held", fen(sums, "held"), transfers.stream().mapToLong(t -> t.held).sum());
            tally.sum(side + " refunded", fen(sums, "refunded"), transfers.stream().mapToLong(t -> t.refunded).sum());
        }
        tally.sum("the books", check.path("balanced").asBoolean() + " " + check.path("findings"), "true []");
        for (var year : check.path("receipts")) {
            int y = year.path("year").asInt() - 2023;
            tally.sum("receipts of " + year.path("year"), year.path("issued") + "/" + year.path("voided") + "/" + year.path("last"), receipts[y] + "/" + voided[y] + "/" + receipts[y]);
        }
    }

    void compare(JsonNode shown, Transfer transfer, Tally tally) {
        var name = "transfer " + transfer.id + " ";
        tally.sum(name + "allotted", fen(shown, "allotted"), transfer.allotted);
        tally.sum(name + "held", fen(shown, "held"), transfer.held);
        tally.sum(name + "refunded", fen(shown, "refunded"), transfer.refunded);
        tally.sum(name + "unallotted", fen(shown, "unallotted"), transfer.free());
    }

    static long fen(JsonNode node, String field) {
        return PriceBook.fen(node.path(field).asText());
    }
}
