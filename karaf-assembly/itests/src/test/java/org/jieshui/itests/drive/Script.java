package org.jieshui.itests.drive;

import java.util.ArrayList;
import java.util.List;
import org.jieshui.itests.drive.Traits.Leaving;

/** In which order a customer's case goes: what belongs together stands together, and between those the clock may be stopped. */
final class Script {

    private Script() {}

    static List<Runnable> of(Customer customer) {
        var traits = customer.traits;
        var front = new Front(customer);
        var money = new Money(customer);
        var site = new Site(customer);
        var pauses = new Stops(customer);
        var groups = new ArrayList<List<Runnable>>();
        groups.add(List.of(front::open));
        if (traits.jointReview) {
            groups.add(List.of(front::transfer));
        }
        groups.add(List.of(front::accept));
        groups.add(List.of(front::steward));
        if (traits.chance(12)) {
            groups.add(List.of(pauses::notReady, pauses::revive));
        }
        groups.add(List.of(front::forward));
        groups.add(List.of(front::appointment, front::surveys));
        groups.add(List.of(front::application));
        if (traits.leaving == Leaving.BEFORE_PLAN) {
            return script(traits, pauses, groups, List.of(money::leaves));
        }
        groups.add(List.of(front::plan));
        groups.add(List.of(front::map));
        if (traits.chance(15)) {
            groups.add(List.of(front::backToPlan, front::planAnew, front::map));
        }
        groups.add(List.of(front::drawing, front::approval));
        if (traits.chance(25)) {
            groups.add(List.of(front::backToDrawing, front::drawing, front::approval));
        }
        boolean leaderFirst = traits.chance(50);
        groups.add(List.of(leaderFirst ? front::leaderReview : front::serviceReview));
        groups.add(List.of(leaderFirst ? front::serviceReview : front::leaderReview));
        groups.add(List.of(money::fee));
        if (traits.chance(15)) {
            groups.add(List.of(money::declined));
        }
        groups.add(List.of(money::quotation));
        if (traits.leaving == Leaving.AFTER_FEE) {
            return script(traits, pauses, groups, List.of(money::leaves));
        }
        if (traits.needs.area() != null) {
            groups.add(traits.chance(20) ? List.of(site::applies, site::refused, site::applies, site::granted) : List.of(site::applies, site::granted));
        }
        boolean late = traits.chance(25);
        if (!late) {
            groups.add(List.of(site::meter));
        }
        groups.add(List.of(site::entry));
        groups.add(List.of(site::commission));
        if (traits.deposit) {
            groups.add(List.of(money::deposit));
        }
        if (traits.leaving == Leaving.AFTER_HALF) {
            groups.add(List.of(money::half));
            return script(traits, pauses, groups, List.of(money::leaves, money::takesBack, money::asksBack, money::approves, money::paysBack));
        }
        groups.add(money.payments());
        if (late) {
            groups.add(List.of(site::meter));
        }
        groups.add(List.of(site::begin));
        if (traits.chance(25)) {
            groups.add(List.of(site::stops, site::goesOn));
        }
        groups.add(List.of(site::finish));
        if (traits.chance(20)) {
            groups.add(List.of(site::notAccepted, site::mended));
        }
        groups.add(List.of(site::accepted));
        groups.add(List.of(site::contract, site::waterOn));
        var end = new ArrayList<Runnable>();
        end.add(site::asBuilt);
        if (traits.paying == Traits.Paying.TOO_MUCH) {
            end.addAll(List.of(money::asksBack, money::approves, money::paysBack));
        }
        end.add(site::visit);
        if (traits.dissatisfied) {
            end.add(site::settles);
        }
        if (traits.deposit) {
            end.addAll(List.of(money::asksDepositBack, money::approves, money::paysBack));
        }
        end.add(site::archive);
        return script(traits, pauses, groups, end);
    }

    private static List<Runnable> script(Traits traits, Stops pauses, List<List<Runnable>> groups, List<Runnable> end) {
        for (int i = 0; i < traits.pauses; i++) {
            var pause = new ArrayList<Runnable>(List.of(pauses::stop, pauses::resume));
            if (traits.chance(30)) {
                pause.add(pauses::correct);
            }
            groups.add(2 + traits.random.nextInt(groups.size() - 2), pause);
        }
        var all = new ArrayList<Runnable>();
        groups.forEach(all::addAll);
        all.addAll(end);
        return all;
    }
}
