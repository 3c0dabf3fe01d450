package org.jieshui.payments;

import java.math.BigDecimal;
import org.jieshui.platform.api.print.Yuan;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;

/** What this department refuses, in one place; documented in docs/problems. */
final class Problems {

    private Problems() {}

    static ProblemException notEnough(BigDecimal left) {
        return Problem.of("payments/not-enough", 409, "这笔到账只剩 " + Yuan.grouped(left) + " 元未核销，刷新后按余额核销", "Only " + Yuan.grouped(left) + " yuan of this transfer is unallotted; reload and allot no more")
                .with("unallotted", left.toPlainString()).toException();
    }

    static ProblemException tooMuch(BigDecimal outstanding) {
        return Problem.of("payments/too-much", 409, "应收只差 " + Yuan.grouped(outstanding) + " 元，按差额核销，多余的留在未核销里", "Only " + Yuan.grouped(outstanding) + " yuan is outstanding; allot that and leave the rest unallotted")
                .with("outstanding", outstanding.toPlainString()).toException();
    }

    static ProblemException notDue() {
        return Problem.of("payments/not-due", 409, "这项应收现在不收款（费用已撤回或应收已取消），等费用重新告知后再核销", "This charge takes no money now (its fee was taken back, or it was cancelled); wait until the fee is told anew").toException();
    }

    static ProblemException notCovered(BigDecimal outstanding) {
        return Problem.of("payments/not-covered", 409, "还差 " + Yuan.grouped(outstanding) + " 元，到账不足不能办结；先核销到账", Yuan.grouped(outstanding) + " yuan is still outstanding; allot what has arrived first")
                .with("outstanding", outstanding.toPlainString()).toException();
    }

    static ProblemException noCharge() {
        return Problem.of("payments/no-charge", 409, "工单还没有应收的接水费：等客户选定方案", "The case owes no connection fee yet: wait until the customer has chosen").toException();
    }

    static ProblemException serialKnown() {
        return Problem.of("payments/serial-known", 409, "这个银行流水号已经登记过，在收款列表里按流水号查找", "This bank serial is entered already; look it up in the list").toException();
    }

    static ProblemException inUse() {
        return Problem.of("payments/in-use", 409, "这笔到账有核销或退款，先撤销核销再作废", "This transfer is allotted or refunded; reverse that first").toException();
    }

    static ProblemException reversed() {
        return Problem.of("payments/reversed", 409, "这笔核销已撤销，或随履约金在退款中，刷新后再看", "This allotment is reversed, or is being returned with its deposit; reload and look again").toException();
    }

    static ProblemException refundState(String state) {
        return Problem.of("payments/refund-state", 409, "退款已是别的状态，刷新后再办", "The refund is in another state by now; reload").with("state", state).toException();
    }

    static ProblemException secondPerson() {
        return Problem.of("payments/second-person", 409, "申请人不能审批自己的退款，请另一位有审批权限的人审批", "Who asked for a refund does not approve it; ask somebody else with the permission").toException();
    }

    static ProblemException keyReused() {
        return Problem.of("payments/key-reused", 409, "这个幂等键已用于另一个操作，换一个新的键", "This idempotency key was used for something else; take a new one").toException();
    }

    static ProblemException invoiceKnown() {
        return Problem.of("payments/invoice-known", 409, "这个发票号码已经登记过，核对后重填", "This invoice number is entered already; check it").toException();
    }

    static ProblemException notReturnable() {
        return Problem.of("payments/not-returnable", 409, "履约金没有收齐，或已在退还，不能申请退还", "The deposit is not paid in full, or is being returned already").toException();
    }

    static ProblemException printerAway() {
        return Problem.of("payments/printer-away", 503, "打印服务没有运行，稍后再试", "The printing service is not running; try again later").with("retryAfter", 30).toException();
    }

    static ProblemException statement(String zh, String en) {
        return Problem.of("payments/statement", 422, zh, en).toException();
    }
}
