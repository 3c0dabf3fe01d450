package org.jieshui.itests;

import static java.util.function.Function.identity;
import static java.util.stream.Collectors.groupingBy;
import static java.util.stream.Collectors.reducing;
import static java.util.stream.Collectors.toMap;

import java.math.BigDecimal;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What the cashiers were told is booked: their side of the books, by what the bank and the platform call things. */
final class Till {

    /** @param serial of the transfer that pays */
    record Allotted(long caseId, String serial, BigDecimal amount) {}

    record Refund(String serial, BigDecimal amount, String state) {}

    /** Where a transfer's money is. */
    record Places(BigDecimal allotted, BigDecimal held, BigDecimal refunded, BigDecimal unallotted) {}

    final Map<String, BigDecimal> transfers = new ConcurrentHashMap<>();
    /** The platform's number of each transfer. */
    final Map<String, Long> ids = new ConcurrentHashMap<>();
    /** The case of each deposit. */
    final Map<Long, Long> charges = new ConcurrentHashMap<>();
    /** What stands; what was reversed is taken out. */
    final Map<Long, Allotted> allotments = new ConcurrentHashMap<>();
    final Map<Long, Refund> refunds = new ConcurrentHashMap<>();

    /** Something is booked under its id, once. */
    static <K, V> void booked(Map<K, V> where, K id, V what) {
        var before = where.putIfAbsent(id, what);
        if (before != null) {
            throw new AssertionError(id + " was acknowledged twice: " + before + ", " + what);
        }
    }

    /** Every transfer's money, added up apart from the platform. */
    Map<String, Places> places() {
        var paid = allotments.values().stream().collect(groupingBy(Allotted::serial, reducing(BigDecimal.ZERO, Allotted::amount, BigDecimal::add)));
        return transfers.keySet().stream().collect(toMap(identity(), serial -> {
            var allotted = paid.getOrDefault(serial, BigDecimal.ZERO);
            var held = returning(serial, "requested").add(returning(serial, "approved"));
            var refunded = returning(serial, "paid");
            return new Places(cents(allotted), cents(held), cents(refunded), cents(transfers.get(serial).subtract(allotted).subtract(held).subtract(refunded)));
        }));
    }

    private BigDecimal returning(String serial, String state) {
        return refunds.values().stream().filter(r -> r.serial().equals(serial) && r.state().equals(state)).map(Refund::amount).reduce(BigDecimal.ZERO, BigDecimal::add);
    }

    static BigDecimal cents(BigDecimal sum) {
        return sum.setScale(2);
    }
}
