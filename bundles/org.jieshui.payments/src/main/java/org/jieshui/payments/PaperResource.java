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
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.print.Paper;
import org.jieshui.platform.api.print.Printer;
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

    private static final int MOST = 20_000;
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
        } while (page.size() == PAGE && rows.size() < MOST);
        accessLog.read(Rest.actor(security), "payments.transfers", rows.stream().map(t -> "transfer/" + t.id()).toList(), Set.of("payer", "payerAccount", "remark"));
        return Sheets.answer("收款.xlsx", "transfers.xlsx", Sheets.write("收款", List.of("到账日期", "银行流水号", "付款人", "付款账号", "附言", "金额（元）", "已核销", "未核销", "退款中", "已退款", "作废原因"),
                rows.stream().map(t -> Sheets.row(t.receivedOn(), t.serial(), t.payer(), t.payerAccount(), t.remark(), t.amount(), t.allotted(), t.unallotted(), t.held(), t.refunded(), t.voidReason())).toList()));
    }

    @GET
    @Path("charges.xlsx")
    @Produces({Sheets.XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "What cases still owe as an Excel workbook", answer = byte[].class)
    public Response charges(@Context SecurityContext security) {
        var actor = Rest.actor(security);
        var charges = store.wanting(null, MOST);
        var seen = cases.visible(actor, charges.stream().map(Charge::caseId).collect(Collectors.toSet()));
        accessLog.read(actor, "payments.charges", seen.keySet().stream().sorted().map(id -> "case/" + id).toList(), Set.of("customer"));
        return Sheets.answer("应收.xlsx", "charges.xlsx", Sheets.write("应收", List.of("工单号", "客户", "项目", "应收（元）", "已收", "未收"), charges.stream().filter(c -> seen.containsKey(c.caseId()))
                .map(c -> Sheets.row(seen.get(c.caseId()).number(), seen.get(c.caseId()).customer(), Papers.KINDS.get(c.kind()), c.amount(), c.paid(), c.getOutstanding())).toList()));
    }

    @GET
    @Path("refunds.xlsx")
    @Produces({Sheets.XLSX, MediaType.APPLICATION_JSON})
    @Summary(value = "Refunds of cases that the caller sees, and of none, as an Excel workbook", answer = byte[].class)
    public Response refunds(@Context SecurityContext security, @QueryParam("state") String state) {
        var actor = Rest.actor(security);
        var refunds = Refund.visible(cases, actor, store.refunds(RefundResource.state(state), null, MOST));
        var seen = cases.visible(actor, refunds.stream().map(Refund::caseId).filter(Objects::nonNull).collect(Collectors.toSet()));
        accessLog.read(actor, "payments.refunds", refunds.stream().map(r -> "refund/" + r.id()).toList(), Set.of("payee", "payeeAccount"));
        return Sheets.answer("退款.xlsx", "refunds.xlsx", Sheets.write("退款", List.of("编号", "工单号", "事由", "金额（元）", "收款人", "收款账号", "原因", "状态", "申请日期", "付款日期", "银行流水号"),
                refunds.stream().map(r -> Sheets.row(r.code(), r.caseId() == null ? null : seen.get(r.caseId()).number(), r.kind().equals("deposit") ? "退还履约金" : "多付、错付",
                        r.amount(), r.payee(), r.payeeAccount(), r.reason(), STATES.get(r.state()), r.requestedAt().atZone(Books.ZONE).toLocalDate(), r.paidOn(), r.bankSerial())).toList()));
    }

    private static final java.util.Map<String, String> STATES = java.util.Map.of("requested", "待审批", "approved", "待付款", "rejected", "未批准", "cancelled", "已取消", "paid", "已付款");

    private byte[] print(Paper paper) {
        var available = printer;
        if (available == null) {
            throw Problems.printerAway();
        }
        return available.print(paper);
    }

    private static Response pdf(byte[] content, String name, String ascii) {
        return Response.ok(content, "application/pdf")
                .header(HttpHeaders.CONTENT_DISPOSITION, "inline; filename=\"" + ascii + "\"; filename*=UTF-8''" + URLEncoder.encode(name, StandardCharsets.UTF_8).replace("+", "%20"))
                .header("X-Content-Type-Options", "nosniff").header("Cross-Origin-Resource-Policy", "same-origin").header(HttpHeaders.CACHE_CONTROL, "private, no-store").build();
    }
}
