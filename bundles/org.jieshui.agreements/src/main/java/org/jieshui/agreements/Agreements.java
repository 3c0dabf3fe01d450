package org.jieshui.agreements;

import java.time.Instant;
import java.time.LocalDate;
import java.time.temporal.ChronoUnit;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jieshui.cases.api.CaseChange;
import org.jieshui.cases.api.CaseInfo;
import org.jieshui.cases.api.CaseState;
import org.jieshui.cases.api.Cases;
import org.jieshui.cases.api.Cases.ActContext;
import org.jieshui.cases.api.TaskInfo;
import org.jieshui.cases.api.TaskState;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.AccessLog;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.print.Printer;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.osgi.service.metatype.annotations.Designate;

/** What is done with agreements: drawn up, printed, sealed, signed, declared void. */
@Component(service = Agreements.class, configurationPid = "org.jieshui.agreements")
@Designate(ocd = AgreementsConfig.class)
public class Agreements {

    static final int MOST_COPIES = 20;
    private static final Actor SYSTEM = Actor.system("agreements");

    /** Body of a signing. @param asPrinted the case has changed since it was drawn up, and the paper was signed all the same */
    public record Signing(LocalDate signedOn, String customerSigner, String companySigner, Long document, Boolean asPrinted) {}

    /** Body of a use of the seal. */
    public record Sealing(String seal, Integer copies, Instant usedAt, String usedBy, String note) {}

    private final Cases cases;
    private final AgreementStore store;
    private final TemplateStore templates;
    private final Archive archive;
    private final AccessLog accessLog;
    private final String company;

    @Reference(cardinality = ReferenceCardinality.OPTIONAL, policy = ReferencePolicy.DYNAMIC, policyOption = ReferencePolicyOption.GREEDY)
    volatile Printer printer;

    @Activate
    public Agreements(@Reference Cases cases, @Reference(service = AgreementStore.class) AgreementStore store, @Reference(service = TemplateStore.class) TemplateStore templates,
            @Reference Archive archive, @Reference AccessLog accessLog, AgreementsConfig config) {
        this(cases, store, templates, archive, accessLog, config.company());
    }

    Agreements(Cases cases, AgreementStore store, TemplateStore templates, Archive archive, AccessLog accessLog, String company) {
        this.cases = cases;
        this.store = store;
        this.templates = templates;
        this.archive = archive;
        this.accessLog = accessLog;
        this.company = company;
    }

    /** Seen by whoever sees its case. */
    Agreement get(Actor actor, long id) {
        var one = store.find(id).orElseThrow(ProblemException::notFound);
        cases.get(actor, one.caseId());
        return one;
    }

    /** @param byHand leave blank what no font can print. @return its id */
    long draft(Actor actor, long caseId, Kind kind, boolean byHand, String key) {
        require(actor, kind.permission());
        var request = Rest.digest("draft", caseId, kind.id(), byHand);
        return once(actor, key, request, () -> {
            var drawn = drawn(going(actor, caseId), kind, byHand);
            return cases.act(actor, caseId, "agreements.drafted", act -> {
                going(act.kase());
                store.current(caseId, kind).ifPresent(one -> {
                    throw Problem.of("agreements/exists", 409, "这个工单已有" + one.kind().title().zh() + " " + one.number(), "The case has a " + one.kind().title().en() + " already: " + one.number())
                            .with("id", one.id()).toException();
                });
                long id = store.create(kind, act.kase(), content(1, drawn, act));
                store.request(actor.id(), key, request, id, act.now());
                act.data(data(store.find(id).orElseThrow()));
                return id;
            });
        });
    }

    /** @param revision the one that was seen */
    void redraw(Actor actor, long id, int revision, boolean byHand, String key) {
        var one = get(actor, id);
        require(actor, one.kind().permission());
        var request = Rest.digest("redraw", id, revision, byHand);
        once(actor, key, request, () -> {
            var drawn = drawn(going(actor, one.caseId()), one.kind(), byHand);
            return cases.act(actor, one.caseId(), "agreements.redrawn", act -> {
                going(act.kase());
                var now = unsigned(id);
                if (now.revision() != revision) {
                    throw Problem.of("agreements/version-conflict", 409, "刚被别人重新起草过，请刷新", "Somebody has just drawn it up again; reload").with("version", now.revision()).toException();
                }
                store.redraw(id, now.kind(), content(revision + 1, drawn, act));
                store.request(actor.id(), key, request, id, act.now());
                act.data(data(store.find(id).orElseThrow()));
                return id;
            });
        });
    }

    /** The paper. Reading it leaves a trace. */
    byte[] paper(Actor actor, Agreement one) {
        var body = templates.version(one.kind(), one.content().template()).orElseThrow().body();
        var day = LocalDate.ofInstant(one.content().at(), Rest.ZONE);
        var pdf = Rest.printer(printer).print(AgreementPaper.of(one.kind(), body, one.number(), day, one.content().facts(), one.content().byHand(), one.voided() == null ? null : "已 作 废"));
        accessLog.read(actor, "agreements.paper", "case/" + one.caseId(), "customer", "contact", "phone", "address");
        return pdf;
    }

    void printed(Actor actor, long id, Integer copies, String key) {
        var one = get(actor, id);
        require(actor, one.kind().permission());
        int wanted = copies(copies);
        var request = Rest.digest("print", id, wanted);
        once(actor, key, request, () -> cases.act(actor, one.caseId(), "agreements.printed", act -> {
            going(act.kase());
            var now = unsigned(id);
            store.printed(id, new Agreement.Printing(now.revision(), wanted, act.now(), actor.id()));
            store.request(actor.id(), key, request, id, act.now());
            act.data(with(data(now), "copies", wanted));
            return id;
        }));
    }

    /** The paper seal was put on it (R85). May be recorded before or after the customer signs. */
    void sealed(Actor actor, long id, Sealing s, String key) {
        var one = get(actor, id);
        require(actor, one.kind().permission());
        int wanted = copies(s.copies());
        var seal = Rest.needed("/seal", s.seal(), 50, "写明用了哪枚章", "Say which seal was used");
        if (one.kind() == Kind.SUPPLY && !seal.equals(one.kind().seal())) {
            throw ProblemException.invalid("/seal", "供用水合同用“" + one.kind().seal() + "”", "A supply contract takes the seal " + one.kind().seal());
        }
        var usedBy = Rest.needed("/usedBy", s.usedBy(), 100, "写明谁用的章", "Say who used it");
        var note = Rest.optional("/note", s.note(), 500, "备注", "Note");
        var request = Rest.digest("seal", id, seal, wanted, s.usedAt(), usedBy, note);
        once(actor, key, request, () -> cases.act(actor, one.caseId(), "agreements.sealed", act -> {
            going(act.kase());
            var now = counting(id);
            if (!now.printed()) {
                throw notPrinted();
            }
            var usedAt = s.usedAt() == null ? act.now() : s.usedAt();
            if (usedAt.isAfter(act.now()) || usedAt.isBefore(now.createdAt().truncatedTo(ChronoUnit.MINUTES))) {
                throw ProblemException.invalid("/usedAt", "用章时间在起草之后、现在之前", "The seal was used after it was drawn up, and not in the future");
            }
            store.sealed(id, new Agreement.SealUse(now.revision(), seal, wanted, usedAt, usedBy, note, act.now(), actor.id()));
            store.request(actor.id(), key, request, id, act.now());
            act.data(with(data(now), "copies", wanted));
            return id;
        }));
    }

    /** It was signed on paper: the scan is in the archive, and the case's fact holds the number from now on (R80, R84). */
    void signed(Actor actor, long id, Signing s, String key) {
        var one = get(actor, id);
        require(actor, one.kind().permission());
        var customer = Rest.needed("/customerSigner", s.customerSigner(), 100, "写明客户方谁签的字", "Say who signed for the customer");
        var own = Rest.needed("/companySigner", s.companySigner(), 100, "写明我方谁签的字", "Say who signed for the company");
        var request = Rest.digest("sign", id, s.signedOn(), customer, own, s.document(), Boolean.TRUE.equals(s.asPrinted()));
        once(actor, key, request, () -> signed(actor, one, s, customer, own, key, request));
    }

    private long signed(Actor actor, Agreement one, Signing s, String customer, String own, String key, String request) {
        scan(one, s.document());
        return cases.act(actor, one.caseId(), "agreements.signed", act -> {
            going(act.kase());
            long id = one.id();
            var now = unsigned(id);
            if (!now.printed()) {
                throw notPrinted();
            }
            day(s.signedOn(), now, act);
            if (task(actor, now).filter(t -> t.state() == TaskState.OPEN).isEmpty()) {
                throw notOpen(now.kind());
            }
            var differences = differences(act.kase(), now).stream().map(Facts.Difference::field).toList();
            if (!differences.isEmpty() && !Boolean.TRUE.equals(s.asPrinted())) {
                throw Problem.of("agreements/out-of-date", 409, "工单已变：" + String.join("、", differences) + "。按原编号重新起草再签；纸质件已经签了的，确认后登记",
                        "The case has changed: " + String.join(", ", differences) + ". Draw it up again; if the paper is signed already, confirm").with("fields", differences).toException();
            }
            store.signed(id, new Agreement.Signature(s.signedOn(), customer, own, s.document(), differences, act.now(), actor.id()));
            store.request(actor.id(), key, request, id, act.now());
            act.update(CaseChange.facts(Map.of(now.kind().fact(), now.number())));
            act.data(with(data(now), "document", s.document()));
            return id;
        });
    }

    /** The number and the reason stay. */
    void voided(Actor actor, long id, String reason, String key) {
        var one = get(actor, id);
        require(actor, one.kind().permission());
        var why = Rest.needed("/reason", reason, 500, "写明作废的原因", "Say why it is void");
        var request = Rest.digest("void", id, why);
        once(actor, key, request, () -> cases.act(actor, one.caseId(), "agreements.voided", act -> {
            if (act.kase().state() == CaseState.CLOSED) {
                throw ended("工单已结案，协议不再改变", "The case is closed; its agreements are final");
            }
            var now = counting(id);
            if (now.signature() != null && act.kase().state() != CaseState.WITHDRAWN && task(actor, now).filter(t -> t.state() == TaskState.DONE).isPresent()) {
                throw Problem.of("agreements/in-use", 409, "工单已按这份" + now.kind().title().zh() + "办理；先退回对应任务再作废", "The case has gone on with it; send its task back first").toException();
            }
            store.voided(id, new Agreement.Voided(why, act.now(), actor.id()));
            if (now.signature() != null) {
                var facts = new HashMap<String, Object>();
                facts.put(now.kind().fact(), null);
                act.update(CaseChange.facts(facts));
            }
            store.request(actor.id(), key, request, id, act.now());
            act.data(data(now));
            return id;
        }));
    }

    /** In what the case no longer says what was drawn up; only what the wording asks for counts. */
    List<Facts.Difference> differences(CaseInfo kase, Agreement one) {
        var body = templates.version(one.kind(), one.content().template()).orElseThrow().body();
        return Facts.differences(one.content().facts(), facts(kase), Wording.asked(body));
    }

    /** The newest task in which it is signed. */
    Optional<TaskInfo> task(Actor actor, Agreement one) {
        return task(actor, one.caseId(), one.kind());
    }

    Optional<TaskInfo> task(Actor actor, long caseId, Kind kind) {
        return cases.tasks(actor, caseId).stream().filter(t -> t.type().equals(kind.task())).reduce((a, b) -> b.id() > a.id() ? b : a);
    }

    static void require(Actor actor, String permission) {
        if (!actor.may(permission)) {
            throw ProblemException.forbidden(permission);
        }
    }

    /** A case that goes on. */
    CaseInfo going(Actor actor, long caseId) {
        return going(cases.get(actor, caseId));
    }

    static CaseInfo going(CaseInfo kase) {
        if (kase.state() == CaseState.CLOSED || kase.state() == CaseState.WITHDRAWN) {
            throw ended("工单已结束，不再起草和登记", "The case has ended; nothing more is drawn up or recorded");
        }
        return kase;
    }

    private static ProblemException ended(String zh, String en) {
        return Problem.of("agreements/case-ended", 409, zh, en).toException();
    }

    /** The same request again under its key gets what the first one made. */
    long once(Actor actor, String key, String digest, Supplier<Long> work) {
        if (key != null && (key.isBlank() || key.length() > 100)) {
            throw ProblemException.invalid("/Idempotency-Key", "幂等键为 1 到 100 个字符", "The key has 1 to 100 characters");
        }
        var known = store.request(actor.id(), key);
        if (known.isEmpty()) {
            try {
                return work.get();
            } catch (RuntimeException e) {
                // whatever this one ran into: when the same was done under this key meanwhile, that is the answer
                known = Optional.of(store.request(actor.id(), key).orElseThrow(() -> e));
            }
        }
        if (!known.get().getKey().equals(digest)) {
            throw Problem.of("agreements/key-reused", 409, "这个幂等键已用于另一个请求", "The key was used for another request").toException();
        }
        return known.get().getValue();
    }

    private record Drawn(int template, Map<Placeholder, String> facts, Set<Placeholder> byHand) {}

    private Drawn drawn(CaseInfo kase, Kind kind, boolean byHand) {
        if (kind == Kind.COMMISSION && Facts.fee(kase).isEmpty()) {
            throw Problem.of("agreements/no-fee", 409, "客户还没有选定费用，不能起草委托协议", "The customer has not accepted a fee yet").toException();
        }
        var template = templates.current(kind);
        var facts = facts(kase);
        var unprintable = EnumSet.noneOf(Placeholder.class);
        var characters = new LinkedHashSet<String>();
        var available = printer;
        if (available != null) {
            for (var p : Wording.asked(template.body())) {
                var missing = available.missing(facts.getOrDefault(p, ""));
                if (!missing.isEmpty()) {
                    unprintable.add(p);
                    missing.forEach(c -> characters.add(String.format("%s U+%04X", c, c.codePointAt(0))));
                }
            }
        }
        if (!unprintable.isEmpty() && !byHand) {
            var fields = unprintable.stream().map(Placeholder::zh).toList();
            throw Problem.of("agreements/missing-characters", 422, String.join("、", fields) + "里有字库没有的字：" + String.join("、", characters) + "。核对用字；无误的，选“留空手写”",
                    "No font has these characters: " + String.join(", ", characters) + ". Check them; if they are right, leave blanks to fill by hand").with("fields", fields).with("characters", List.copyOf(characters)).toException();
        }
        return new Drawn(template.version(), facts, unprintable);
    }

    private Map<Placeholder, String> facts(CaseInfo kase) {
        return Facts.of(kase, type -> cases.form(SYSTEM, kase.id(), type), company);
    }

    private static Content content(int revision, Drawn drawn, ActContext act) {
        return new Content(revision, drawn.template(), drawn.facts(), drawn.byHand(), act.now(), act.actor().id());
    }

    private Agreement counting(long id) {
        var now = store.find(id).orElseThrow(ProblemException::notFound);
        if (now.voided() != null) {
            throw Problem.of("agreements/void", 409, "已经作废，不能再办", "It is void; nothing more is done with it").toException();
        }
        return now;
    }

    private Agreement unsigned(long id) {
        var now = counting(id);
        if (now.signature() != null) {
            throw Problem.of("agreements/signed", 409, "已经签订，内容不再改变", "It is signed and does not change").toException();
        }
        return now;
    }

    private void scan(Agreement one, Long document) {
        boolean fits = document != null && archive.document(document).filter(d -> d.caseId() == one.caseId() && d.type().equals(one.kind().id()) && d.current() && d.voidReason() == null).isPresent();
        if (!fits) {
            throw ProblemException.invalid("/document", "上传签字后的扫描件或照片（" + one.kind().title().zh() + "）", "Upload the scan of the signed copy");
        }
    }

    private static void day(LocalDate signedOn, Agreement one, ActContext act) {
        if (signedOn == null || signedOn.isAfter(LocalDate.ofInstant(act.now(), Rest.ZONE)) || signedOn.isBefore(LocalDate.ofInstant(one.createdAt(), Rest.ZONE))) {
            throw ProblemException.invalid("/signedOn", "签订日期在起草之日到今天之间", "It was signed between the day it was drawn up and today");
        }
    }

    private static ProblemException notOpen(Kind kind) {
        return kind == Kind.COMMISSION
                ? Problem.of("agreements/not-open", 409, "进场条件具备（含路面刨掘手续办结）、客户选定费用后才签订委托协议；“签订委托协议”任务待办时再登记",
                        "The commission agreement is signed once the conditions of entry are met, excavation permit included, and the fee is accepted; record it while its task is open").toException()
                : Problem.of("agreements/not-open", 409, "供用水合同在验收合格、挂表通水时当场签订；“挂表通水”任务待办时再登记",
                        "The supply contract is signed on the spot when the meter is hung; record it while that task is open").toException();
    }

    private static ProblemException notPrinted() {
        return Problem.of("agreements/not-printed", 409, "这一稿还没有登记打印", "The printing of this version is not recorded yet").toException();
    }

    private static int copies(Integer copies) {
        if (copies == null || copies < 1 || copies > MOST_COPIES) {
            throw ProblemException.invalid("/copies", "份数为 1 到 " + MOST_COPIES, "1 to " + MOST_COPIES + " copies");
        }
        return copies;
    }

    private static Map<String, Object> data(Agreement one) {
        return Map.of("agreement", one.id(), "number", one.number(), "kind", one.kind().id(), "revision", one.revision());
    }

    private static Map<String, Object> with(Map<String, Object> data, String name, Object value) {
        var more = new HashMap<>(data);
        more.put(name, Objects.requireNonNull(value));
        return more;
    }
}
