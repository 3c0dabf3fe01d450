package org.jieshui.agreements;

import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.SecurityContext;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.function.BiConsumer;
import java.util.stream.Collectors;
import org.jieshui.cases.api.Cases;
import org.jieshui.platform.api.archive.Archive;
import org.jieshui.platform.api.identity.Actor;
import org.jieshui.platform.api.identity.Directory;
import org.jieshui.platform.api.rest.Page;
import org.jieshui.platform.api.rest.Permission;
import org.jieshui.platform.api.rest.Problem;
import org.jieshui.platform.api.rest.ProblemException;
import org.jieshui.platform.api.rest.Resource;
import org.jieshui.platform.api.rest.Summary;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Papers that went to the customer: which, how, when, with what proof (R19, R267). */
@Component(service = {Resource.class, DeliveryResource.class})
@Path("agreements/deliveries")
@Produces(MediaType.APPLICATION_JSON)
@Permission("agreements.deliver")
public class DeliveryResource implements Resource {

    public record DeliveryView(long id, List<String> papers, String way, String courier, String tracking, String receiver, LocalDate deliveredOn, Long document, String note, Instant at, String by,
            AgreementResource.VoidView voided) {}

    public record NewDelivery(long caseId, List<String> papers, String way, String courier, String tracking, String receiver, LocalDate deliveredOn, Long document, String note) {}

    public record Proof(Long document) {}

    public record Reason(String reason) {}

    private final Cases cases;
    private final Archive archive;
    private final Directory directory;
    private final Agreements agreements;
    private final AgreementStore store;
    private final DeliveryStore deliveries;

    @Activate
    public DeliveryResource(@Reference Cases cases, @Reference Archive archive, @Reference Directory directory, @Reference(service = Agreements.class) Agreements agreements,
            @Reference(service = AgreementStore.class) AgreementStore store, @Reference(service = DeliveryStore.class) DeliveryStore deliveries) {
        this.cases = cases;
        this.archive = archive;
        this.directory = directory;
        this.agreements = agreements;
        this.store = store;
        this.deliveries = deliveries;
    }

    @GET
    @Permission("agreements.read")
    @Summary("Deliveries of a case, oldest first, void ones too")
    public Page<DeliveryView> list(@Context SecurityContext security, @QueryParam("case") long caseId) {
        cases.get(Rest.actor(security), caseId);
        return new Page<>(views(deliveries.ofCase(caseId)), null);
    }

    /** The proof may come later. */
    @POST
    @Summary("Records that papers went to the customer")
    public DeliveryView add(@Context SecurityContext security, @HeaderParam("Idempotency-Key") String key, NewDelivery body) {
        return view(add(Rest.actor(security), key, Rest.body(body)));
    }

    long add(Actor actor, String key, NewDelivery wanted) {
        checked(wanted);
        var request = Rest.digest("deliver", wanted.caseId(), wanted.papers(), wanted.way(), wanted.courier(), wanted.tracking(), wanted.receiver(), wanted.deliveredOn(), wanted.document(),
                Rest.blank(wanted.note()));
        return agreements.once(actor, key, request, () -> cases.act(actor, wanted.caseId(), "agreements.delivered", act -> {
            Agreements.going(act.kase());
            if (wanted.document() != null) {
                proof(wanted.caseId(), wanted.document());
            }
            var on = wanted.deliveredOn();
            if (on == null || on.isAfter(LocalDate.ofInstant(act.now(), Rest.ZONE)) || on.isBefore(LocalDate.ofInstant(act.kase().opened(), Rest.ZONE))) {
                throw ProblemException.invalid("/deliveredOn", "送达日期在工单建立之后，不晚于今天", "It was delivered after the case was opened, and not in the future");
            }
            boolean sent = wanted.way().equals(Delivery.COURIER);
            long made = deliveries.add(new Delivery(0, wanted.caseId(), wanted.papers(), signed(wanted), wanted.way(), sent ? wanted.courier() : null, sent ? wanted.tracking() : null, wanted.receiver(), on,
                    wanted.document(), Rest.blank(wanted.note()), act.now(), actor.id(), null));
            store.request(actor.id(), key, request, made, act.now());
            act.data(Map.of("delivery", made, "papers", wanted.papers(), "way", wanted.way()));
            return made;
        }));
    }

    @POST
    @Path("{id}/proof")
    @Summary("Adds the proof of a delivery")
    public DeliveryView prove(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Proof body) {
        var document = Rest.body(body).document();
        return changed(Rest.actor(security), id, key, Rest.digest("prove", id, document), "agreements.delivery-proved", (one, act) -> {
            proof(one.caseId(), document);
            deliveries.proved(id, document);
            act.data(Map.of("delivery", id, "document", document));
        });
    }

    @POST
    @Path("{id}/void")
    @Summary("Declares the record of a delivery void: it was entered by mistake")
    public DeliveryView revoke(@Context SecurityContext security, @PathParam("id") long id, @HeaderParam("Idempotency-Key") String key, Reason body) {
        var actor = Rest.actor(security);
        var reason = Rest.needed("/reason", Rest.body(body).reason(), 500, "写明作废的原因", "Say why it is void");
        return changed(actor, id, key, Rest.digest("void delivery", id, reason), "agreements.delivery-voided", (one, act) -> {
            deliveries.voided(id, new Agreement.Voided(reason, act.now(), actor.id()));
            act.data(Map.of("delivery", id));
        });
    }

    /** One that counts, of a case that goes on. */
    private DeliveryView changed(Actor actor, long id, String key, String request, String kind, BiConsumer<Delivery, Cases.ActContext> work) {
        var one = deliveries.find(id).orElseThrow(ProblemException::notFound);
        cases.get(actor, one.caseId());
        agreements.once(actor, key, request, () -> cases.act(actor, one.caseId(), kind, act -> {
            Agreements.going(act.kase());
            work.accept(counting(id), act);
            store.request(actor.id(), key, request, id, act.now());
            return id;
        }));
        return view(id);
    }

    private static void checked(NewDelivery wanted) {
        if (wanted.papers() == null || wanted.papers().isEmpty() || !Delivery.PAPERS.containsAll(wanted.papers()) || new HashSet<>(wanted.papers()).size() != wanted.papers().size()) {
            throw ProblemException.invalid("/papers", "选择送达了哪些材料", "Choose which papers were delivered");
        }
        if (wanted.way() == null || !Delivery.WAYS.contains(wanted.way())) {
            throw ProblemException.invalid("/way", "选择送达方式", "Choose how it was delivered");
        }
        if (wanted.way().equals(Delivery.COURIER)) {
            Rest.needed("/courier", wanted.courier(), 50, "写明快递公司", "Name the courier");
            Rest.needed("/tracking", wanted.tracking(), 50, "写明快递单号", "Give the consignment number");
        }
        Rest.needed("/receiver", wanted.receiver(), 100, "写明收件人", "Say who received it");
        Rest.optional("/note", wanted.note(), 500, "备注", "Note");
    }

    /** Agreements are delivered once they are signed; what else is delivered is on file. */
    private List<Long> signed(NewDelivery wanted) {
        var ids = new ArrayList<Long>();
        for (var paper : wanted.papers()) {
            var kind = Kind.find(paper);
            if (kind.isPresent()) {
                ids.add(store.current(wanted.caseId(), kind.get()).filter(a -> a.signature() != null).map(Agreement::id).orElseThrow(() -> Problem.of("agreements/not-signed", 409,
                        kind.get().title().zh() + "还没有登记签订，不能登记送达", "The " + kind.get().title().en() + " is not signed yet").toException()));
            } else if (!archive.standing(wanted.caseId(), List.of(paper)).get(paper).present()) {
                var name = archive.type(paper).orElseThrow().name();
                throw ProblemException.invalid("/papers", name.zh() + "还没有归档：先上传，再登记送达", name.en() + " is not on file: upload it first");
            }
        }
        return ids;
    }

    private void proof(long caseId, Long document) {
        if (document == null || archive.document(document).filter(d -> d.caseId() == caseId && d.type().equals(Delivery.PROOF) && d.voidReason() == null).isEmpty()) {
            throw ProblemException.invalid("/document", "上传送达凭证（送达记录）", "Upload the proof of the delivery");
        }
    }

    private Delivery counting(long id) {
        var one = deliveries.find(id).orElseThrow();
        if (one.voided() != null) {
            throw Problem.of("agreements/void", 409, "这条登记已经作废", "This record is void").toException();
        }
        return one;
    }

    private DeliveryView view(long id) {
        return views(List.of(deliveries.find(id).orElseThrow())).get(0);
    }

    private List<DeliveryView> views(List<Delivery> all) {
        var ids = all.stream().map(Delivery::by).collect(Collectors.toSet());
        all.stream().filter(d -> d.voided() != null).forEach(d -> ids.add(d.voided().by()));
        var people = directory.people(ids);
        return all.stream().map(d -> new DeliveryView(d.id(), d.papers(), d.way(), d.courier(), d.tracking(), d.receiver(), d.deliveredOn(), d.document(), d.note(), d.at(),
                AgreementResource.name(people, d.by()), AgreementResource.voided(people, d.voided()))).toList();
    }
}
