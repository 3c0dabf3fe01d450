package org.jieshui.payments;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.payments.TransferResource.Proposal;

/** Which charges a transfer probably pays: its remark names the case, the payer is the customer, the sum is the one that is missing. */
final class Matching {

    private static final int MOST = 8;
    private static final Map<String, Integer> WEIGHT = Map.of("number", 4, "payer", 2, "amount", 1);

    /** A transfer that may pay a charge, and why it is proposed. */
    public record Incoming(Transfer transfer, List<String> reasons) {}

    private Matching() {}

    /** @param cases of the charges, by id. Likeliest first, at most eight; none without a reason */
    static List<Proposal> proposals(Transfer transfer, List<Charge> charges, Map<Long, CaseInfo> cases) {
        return charges.stream().map(c -> new Proposal(c, cases.get(c.caseId()).number(), cases.get(c.caseId()).customer(), reasons(transfer, c, cases.get(c.caseId()))))
                .filter(p -> !p.reasons().isEmpty()).sorted(Comparator.comparingInt((Proposal p) -> weight(p.reasons())).reversed().thenComparing(p -> p.charge().id())).limit(MOST).toList();
    }

    /** Which transfers probably pay this charge, likeliest first. */
    static List<Incoming> incoming(Charge charge, CaseInfo kase, List<Transfer> transfers) {
        return transfers.stream().map(t -> new Incoming(t, reasons(t, charge, kase))).filter(i -> !i.reasons().isEmpty())
                .sorted(Comparator.comparingInt((Incoming i) -> weight(i.reasons())).reversed().thenComparing(i -> i.transfer().id())).limit(MOST).toList();
    }

    static List<String> reasons(Transfer transfer, Charge charge, CaseInfo kase) {
        var reasons = new ArrayList<String>();
        if (plain(transfer.remark()).contains(plain(kase.number()))) {
            reasons.add("number");
        }
        if (plain(kase.customer()).equals(plain(transfer.payer()))) {
            reasons.add("payer");
        }
        if (charge.getOutstanding().signum() > 0 && charge.getOutstanding().compareTo(transfer.unallotted()) == 0) {
            reasons.add("amount");
        }
        return reasons;
    }

    private static int weight(List<String> reasons) {
        return reasons.stream().mapToInt(WEIGHT::get).sum();
    }

    /** Banks change case, brackets, hyphens and gaps. */
    private static String plain(String text) {
        return text == null ? "" : java.text.Normalizer.normalize(text, java.text.Normalizer.Form.NFKC).toLowerCase(java.util.Locale.ROOT).replaceAll("[\\s\\p{P}]", "");
    }
}
