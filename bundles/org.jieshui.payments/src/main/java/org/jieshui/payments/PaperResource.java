package org.jieshui.payments;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.SecurityContext;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.Text;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Disposition;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;

/** Receipts and refund vouchers to print, lists to take along. Each reading leaves a trace in the access log, a list one for each of its rows. */
@Component(service = Resource.class)
@Path("payments/papers")
@Produces(MediaType.APPLICATION_JSON)
@Permission(Rest.BOOKS)
public class PaperResource implements Resource {

    /** Rows of a workbook. */
    int most = 20_000;
    private static final int PAGE = 500;

    private final Cases cases;
    private final Directory directory;
    private final AccessLog accessLog;
    private final PaymentsStore store;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Printer printer;

    @Activate
    public PaperResource(@Reference Cases cases, @Reference Directory directory, @Reference AccessLog accessLog, @Reference PaymentsStore store) {
        this.cases = cases;
        this.directory = directory;
        this.accessLog = accessLog;
        this.store = store;
    }

    @GET
    @Path("receipts/{id}")
    @Produces({"application/pdf", MediaType.APPLICATION_JSON})
    @Summary(value = "A receipt as PDF", answer = byte[].class)
    public Response receipt(@Context SecurityContext security, @PathParam("id") long id) {
        var actor = Rest.actor(security);
        var receipt = store.receipt(id).orElseThrow(ProblemException::notFound);
        var kase = cases.get(actor, receipt.caseId());
        var pdf = print(Papers.receipt(kase, receipt, store, directory));
        accessLog.read(actor, "payments.receipt", "case/" + kase.id(), "customer", "address", "payer");
        return pdf(pdf, "收据 " + receipt.code() + ".pdf", receipt.code() + ".pdf");
    }

    @GET
    @Path("refunds/{id}")
    @Produces({"application/pdf", MediaType.APPLICATION_JSON})
    @Summary(value = "A refund voucher as PDF", answer = byte[].class)
    public Response refund(@Context SecurityContext security, @PathParam("id") long id) {
        var actor = Rest.actor(security);
        var refund = store.refund(id).orElseThrow(ProblemException::notFound);
        var kase = refund.caseId() == null ? null : cases.get(actor, refund.caseId());
        var pdf = print(Papers.refund(kase, refund, directory));
        accessLog.read(actor, "payments.refund", "refund/" + id, "payee", "payeeAccount");
        return pdf(pdf, "退款凭证 " + refund.code() + ".pdf", refund.code() + ".pdf");
    }

    @GET
    @Path("transfers.xlsx")
    @Produces({Sheets.XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "Bank transfers under the same filters as an Excel workbook, at most 20 000", answer = byte[].class)
    public Response transfers(@Context SecurityContext security, @QueryParam("state") String state, @QueryParam("q") String q, @QueryParam("from") String from, @QueryParam("to") String to) {
        var filter = TransferResource.filter(state, q, from, to);
        var rows = new ArrayList<Transfer>();
        Long before = null;
        List<Transfer> page;
        do {
            page = store.transfers(filter, before, PAGE);
            rows.addAll(page);
            before = page.isEmpty() ? null : page.get(page.size() - 1).id();
        } while (page.size() == PAGE && rows.size() <= most);
        var actor = Rest.actor(security);
        accessLog.read(actor, "payments.transfers", rows.stream().limit(most).map(t -> "transfer/" + t.id()).toList(), Set.of("payer", "payerAccount", "remark"));
        return Sheets.answer("收款.xlsx", "transfers.xlsx", Sheets.write(actor, Text.of("收款", "Transfers"),
                List.of(Text.of("到账日期", "Received on"), Text.of("银行流水号", "Bank serial"), Text.of("付款人", "Payer"), Text.of("付款账号", "Payer's account"), Text.of("附言", "Remark"), Text.of("金额（元）", "Amount (yuan)"),
                        Text.of("已核销", "Allotted"), Text.of("未核销", "Unallotted"), Text.of("退款中", "Being refunded"), Text.of("已退款", "Refunded"), Text.of("作废原因", "Why void")),
                rows.stream().map(t -> Sheets.row(t.receivedOn(), t.serial(), t.payer(), t.payerAccount(), t.remark(), t.amount(), t.allotted(), t.unallotted(), t.held(), t.refunded(), t.voidReason())).toList(), most));
    }

    @GET
    @Path("charges.xlsx")
    @Produces({Sheets.XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "What cases still owe as an Excel workbook, at most 20 000", answer = byte[].class)
    public Response charges(@Context SecurityContext security) {
        var actor = Rest.actor(security);
        var charges = store.wanting(null, most + 1);
        var seen = cases.visible(actor, charges.stream().map(Charge::caseId).collect(Collectors.toSet()));
        accessLog.read(actor, "payments.charges", seen.keySet().stream().sorted().map(id -> "case/" + id).toList(), Set.of("customer"));
        return Sheets.answer("应收.xlsx", "charges.xlsx", Sheets.write(actor, Text.of("应收", "Owed"),
                List.of(Text.of("工单号", "Case"), Text.of("客户", "Customer"), Text.of("项目", "For"), Text.of("应收（元）", "Charge (yuan)"), Text.of("已收", "Paid"), Text.of("未收", "Outstanding")), charges.stream().filter(c -> seen.containsKey(c.caseId()))
                .map(c -> Sheets.row(seen.get(c.caseId()).number(), seen.get(c.caseId()).customer(), Sheets.in(actor, KINDS.get(c.kind())), c.amount(), c.paid(), c.getOutstanding())).toList(), most));
    }

    @GET
    @Path("refunds.xlsx")
    @Produces({Sheets.XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "Refunds of cases that the caller sees, and of none, as an Excel workbook, at most 20 000", answer = byte[].class)
    public Response refunds(@Context SecurityContext security, @QueryParam("state") String state) {
        var actor = Rest.actor(security);
        var refunds = Refund.visible(cases, actor, store.refunds(RefundResource.state(state), null, most + 1));
        var seen = cases.visible(actor, refunds.stream().map(Refund::caseId).filter(Objects::nonNull).collect(Collectors.toSet()));
        accessLog.read(actor, "payments.refunds", refunds.stream().map(r -> "refund/" + r.id()).toList(), Set.of("payee", "payeeAccount"));
        return Sheets.answer("退款.xlsx", "refunds.xlsx", Sheets.write(actor, Text.of("退款", "Refunds"),
                List.of(Text.of("编号", "Number"), Text.of("工单号", "Case"), Text.of("事由", "For"), Text.of("金额（元）", "Amount (yuan)"), Text.of("收款人", "Payee"), Text.of("收款账号", "Payee's account"), Text.of("原因", "Reason"),
                        Text.of("状态", "State"), Text.of("申请日期", "Asked for on"), Text.of("付款日期", "Paid on"), Text.of("银行流水号", "Bank serial")),
                refunds.stream().map(r -> Sheets.row(r.code(), r.caseId() == null ? null : seen.get(r.caseId()).number(), Sheets.in(actor, r.kind().equals("deposit") ? Text.of("退还履约金", "Deposit returned") : Text.of("多付、错付", "Paid too much or by mistake")),
                        r.amount(), r.payee(), r.payeeAccount(), r.reason(), Sheets.in(actor, STATES.get(r.state())), r.requestedAt().atZone(Books.ZONE).toLocalDate(), r.paidOn(), r.bankSerial())).toList(), most));
    }

    private static final Map<String, Text> STATES = Map.of("requested", Text.of("待审批", "Waits for approval"), "approved", Text.of("待付款", "Approved"), "rejected", Text.of("未批准", "Rejected"),
            "cancelled", Text.of("已取消", "Cancelled"), "paid", Text.of("已付款", "Paid out"));
    private static final Map<String, Text> KINDS = Map.of(Charge.FEE, Text.of("接水工程款（一费制）", "Connection fee"), Charge.DEPOSIT, Text.of("临时用水履约金", "Temporary-water deposit"));

    private byte[] print(Paper paper) {
        var available = printer;
        if (available == null) {
            throw Problems.printerAway();
        }
        return available.print(paper);
    }

    private static Response pdf(byte[] content, String name, String ascii) {
        return Response.ok(content, "application/pdf").header(HttpHeaders.CONTENT_DISPOSITION, Disposition.inline(name, ascii)).build();
    }
}
