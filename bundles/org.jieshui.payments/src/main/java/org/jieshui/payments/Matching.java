package org.jieshui.payments;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.payments.TransferResource.Proposal;

/** Which charges a transfer probably pays: its remark names the case, the payer is the customer, the sum is the one that is missing. */
final class Matching {

    private static final int MOST = 8;
    private static final Pattern PART = Pattern.compile("\\p{L}+|[0-9]+");
    private static final Map<String, Integer> WEIGHT = Map.of("number", 4, "payer", 2, "amount", 1);

    /** A transfer that may pay a charge, and why it is proposed. */
    public record Incoming(Transfer transfer, List<String> reasons) {}

    private Matching() {}

    /** Those of one page that have a reason. @param cases of the charges, by id */
    static List<Proposal> proposals(Transfer transfer, List<Charge> charges, Map<Long, CaseInfo> cases) {
        return charges.stream().map(c -> new Proposal(c, cases.get(c.caseId()).number(), cases.get(c.caseId()).customer(), reasons(transfer, c, cases.get(c.caseId())))).filter(p -> !p.reasons().isEmpty()).toList();
    }

    /** At most eight. */
    static List<Proposal> likeliest(List<Proposal> proposals) {
        return proposals.stream().sorted(Comparator.comparingInt((Proposal p) -> weight(p.reasons())).reversed().thenComparing(p -> p.charge().id())).limit(MOST).toList();
    }

    /** Which transfers of one page probably pay this charge. */
    static List<Incoming> incoming(Charge charge, CaseInfo kase, List<Transfer> transfers) {
        return transfers.stream().map(t -> new Incoming(t.masked(), reasons(t, charge, kase))).filter(i -> !i.reasons().isEmpty()).toList();
    }

    /** At most eight. */
    static List<Incoming> likeliestMoney(List<Incoming> incoming) {
        return incoming.stream().sorted(Comparator.comparingInt((Incoming i) -> weight(i.reasons())).reversed().thenComparing(i -> i.transfer().id())).limit(MOST).toList();
    }

    static List<String> reasons(Transfer transfer, Charge charge, CaseInfo kase) {
        var reasons = new ArrayList<String>();
        if (names(transfer.remark(), kase.number())) {
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

    /** Its letters and digits in their order, with any gaps and punctuation between; a longer number that begins with it is another case's. */
    private static boolean names(String remark, String number) {
        if (remark == null) {
            return false;
        }
        var parts = PART.matcher(folded(number)).results().map(r -> Pattern.quote(r.group())).collect(Collectors.joining("[\\s\\p{P}]*"));
        return !parts.isEmpty() && Pattern.compile("(?<![a-z0-9])" + parts + "(?![0-9])").matcher(folded(remark)).find();
    }

    private static int weight(List<String> reasons) {
        return reasons.stream().mapToInt(WEIGHT::get).sum();
    }

    /** Banks change case, brackets, hyphens and gaps. */
    private static String plain(String text) {
        return text == null ? "" : folded(text).replaceAll("[\\s\\p{P}]", "");
    }

    private static String folded(String text) {
        return Normalizer.normalize(text, Normalizer.Form.NFKC).toLowerCase(Locale.ROOT);
    }
}
