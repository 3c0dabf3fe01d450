package org.jieshui.payments;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseListener;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Entry;
import org.jieshui.cases.api.ListenerName;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.print.Yuan;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** A charge was covered, also by a fee that became lower, or a refund paid out: its paper goes into the archive (R248, R249; docs/decisions/0018). */
@Component(service = CaseListener.class)
@ListenerName(name = "payments.papers", kinds = {"payments.allotted", "payments.arrived", "payments.refunded", "task.completed", "task.sent-back", "case.changed", "archive.reopened"}, afterwards = true)
public class Papers implements CaseListener {

    static final String REFUND = "refund-voucher";
    private static final String RECEIPT_TEMPLATE = read("/print/receipt.html");
    private static final String REFUND_TEMPLATE = read("/print/refund.html");
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy 年 M 月 d 日").withZone(Books.ZONE);
    static final Map<String, String> KINDS = Map.of(Charge.FEE, "接水工程款（一费制）", Charge.DEPOSIT, "临时用水履约金");

    private static final Map<String, String> DROPPED = Map.of("rejected", "未批准", "cancelled", "已取消");

    private final Cases cases;
    private final Directory directory;
    private final Archive archive;
    private final Printer printer;
    private final Books books;
    private final PaymentsStore store;

    @Activate
    public Papers(@Reference Cases cases, @Reference Directory directory, @Reference Archive archive, @Reference Printer printer, @Reference Books books, @Reference PaymentsStore store) {
        this.cases = cases;
        this.directory = directory;
        this.archive = archive;
        this.printer = printer;
        this.books = books;
        this.store = store;
    }

    @Override
    public void on(Entry entry) throws IOException {
        var kase = cases.get(Actor.system("payments"), entry.caseId());
        switch (entry.kind()) {
            case "payments.refunded" -> voucher(kase, entry, store.refund(entry.data().path("refund").asLong()).orElseThrow());
            case "archive.reopened" -> all(kase, entry);
            // of the charge as it stands now: the receipt may have come about another way than by this entry
            default -> receipt(kase, entry, charge(kase, entry).flatMap(store::receiptOf));
        }
    }

    /** What came about while the archive was closed among them: a deposit goes back long after the case. */
    private void all(CaseInfo kase, Entry entry) throws IOException {
        for (var receipt : store.receipts(kase.id())) {
            receipt(kase, entry, Optional.of(receipt).filter(r -> r.voidAt() == null));
        }
        for (var refund : store.refundsOf(kase.id())) {
            if (refund.paidAt() != null) {
                voucher(kase, entry, refund);
            }
        }
    }

    private void voucher(CaseInfo kase, Entry entry, Refund refund) throws IOException {
        keep(kase, entry, REFUND, "退款凭证 " + refund.code() + ".pdf", refund(kase, refund, directory));
    }

    private void receipt(CaseInfo kase, Entry entry, Optional<Receipt> receipt) throws IOException {
        if (receipt.isPresent()) {
            keep(kase, entry, receipt.get().paper(), "收据 " + receipt.get().code() + ".pdf", receipt(kase, receipt.get(), store, directory));
        }
    }

    /** The one that the entry is about, or the fee where facts changed: whoever hears of that first lets the charge follow. */
    private Optional<Long> charge(CaseInfo kase, Entry entry) {
        if (entry.data().has("charge")) {
            return Optional.of(entry.data().path("charge").asLong());
        }
        return FeeEvents.factsChanged(entry) ? books.align(kase.id(), () -> ArrivalTask.fee(cases.get(Actor.system("payments"), kase.id())), entry.at(), 0).map(Charge::id) : Optional.empty();
    }

    /** Nothing where it is there already; nor where the archive is closed, which stays as it was sealed: then it is printed from the books until somebody reopens the archive. */
    private void keep(CaseInfo kase, Entry entry, String type, String name, Paper paper) throws IOException {
        if (archive.documents(kase.id()).stream().anyMatch(d -> d.type().equals(type) && d.fileName().equals(name) && d.voidReason() == null)) {
            return;
        }
        try {
            archive.store(Actor.system("payments"), kase.id(), type, entry.taskId(), name, new ByteArrayInputStream(printer.print(paper)));
        } catch (ProblemException e) {
            if (!e.problem().type().equals("archive/sealed")) {
                throw e;
            }
        }
    }

    static Paper receipt(CaseInfo kase, Receipt receipt, PaymentsStore store, Directory directory) {
        var payments = store.allotments(receipt.charge()).stream().filter(a -> a.reversedAt() == null).map(a -> {
            var transfer = store.transfer(a.transfer()).orElseThrow();
            return Map.<String, Object>of("day", transfer.receivedOn().toString(), "serial", transfer.serial(), "payer", transfer.payer(), "amount", Yuan.grouped(a.amount()));
        }).toList();
        var values = new HashMap<String, Object>();
        values.put("title", receipt.kind().equals(Charge.DEPOSIT) ? "临时用水履约金收据" : "收　　据");
        values.put("code", receipt.code());
        values.put("number", kase.number());
        values.put("customer", kase.customer());
        values.put("address", kase.address());
        values.put("what", KINDS.get(receipt.kind()));
        values.put("sum", Yuan.grouped(receipt.amount()));
        values.put("words", Yuan.inWords(receipt.amount()));
        values.put("day", DAY.format(receipt.at()));
        values.put("by", directory.person(receipt.person()).map(Directory.Person::name).orElse("—"));
        values.put("payments", payments);
        values.put("deposit", receipt.kind().equals(Charge.DEPOSIT));
        values.put("void", receipt.voidAt() != null);
        return new Paper(RECEIPT_TEMPLATE, values, "收据 " + receipt.code(), "zh-CN", Paper.Missing.MARK);
    }

    /** @param kase null when the money belonged to none */
    static Paper refund(CaseInfo kase, Refund refund, Directory directory) {
        var values = new HashMap<String, Object>();
        var people = directory.people(Stream.of(refund.requestedBy(), refund.decidedBy(), refund.droppedBy(), refund.paidBy()).filter(Objects::nonNull).collect(Collectors.toSet()));
        values.put("code", refund.code());
        values.put("number", kase == null ? "—" : kase.number());
        values.put("customer", kase == null ? "—" : kase.customer());
        values.put("what", refund.kind().equals("deposit") ? "退还临时用水履约金" : "退还多付、错付款");
        values.put("payee", refund.payee());
        values.put("account", refund.payeeAccount());
        values.put("reason", refund.reason());
        values.put("sum", Yuan.grouped(refund.amount()));
        values.put("words", Yuan.inWords(refund.amount()));
        values.put("requested", by(people, refund.requestedBy()) + "　" + DAY.format(refund.requestedAt()));
        values.put("approved", by(people, refund.decidedBy()) + "　" + (refund.decidedAt() == null ? "" : DAY.format(refund.decidedAt())));
        values.put("dropped", refund.droppedAt() == null ? "" : DROPPED.get(refund.state()) + "　" + by(people, refund.droppedBy()) + "　" + DAY.format(refund.droppedAt()) + "　" + refund.dropNote());
        values.put("paid", by(people, refund.paidBy()));
        values.put("paidOn", refund.paidOn() == null ? "—" : refund.paidOn().toString());
        values.put("serial", refund.bankSerial() == null ? "—" : refund.bankSerial());
        return new Paper(REFUND_TEMPLATE, values, "退款凭证 " + refund.code(), "zh-CN", Paper.Missing.MARK);
    }

    private static String by(Map<Long, Directory.Person> people, Long id) {
        return id == null || !people.containsKey(id) ? "—" : people.get(id).name();
    }

    private static String read(String resource) {
        try (var in = Papers.class.getResourceAsStream(resource)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
