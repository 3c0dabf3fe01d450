package org.jieshui.itests;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.IntFunction;
import java.util.stream.IntStream;

/** Naughty strings from the fee to the closed archive: some cases go all the way beside each other and share the strings, while the books and the stock have theirs. */
final class NaughtySecondHalf {

    /** So many texts does a form of the second half hold when it is completed. */
    static final int CASES = NaughtyDesk.WHOLE ? Naughty.packs(2000).size() : 4;

    private final List<Long> confirmed;
    private final NaughtyRegisters registers;
    private final IntFunction<NaughtyDesk> desks;

    /** @param confirmed cases whose drawings are. @param desks by the number of the case. @param all the desk that does all turns itself */
    NaughtySecondHalf(List<Long> confirmed, IntFunction<NaughtyDesk> desks, NaughtyDesk all) {
        this.confirmed = confirmed;
        this.desks = desks;
        this.registers = new NaughtyRegisters(all);
    }

    void run() throws InterruptedException {
        var threads = Executors.newFixedThreadPool(5);
        try {
            registers.wording();
            registers.meters();
            var work = new ArrayList<Future<?>>(List.of(threads.submit(registers::books)));
            IntStream.range(0, confirmed.size()).forEach(i -> work.add(threads.submit(() -> way(desks.apply(i), confirmed.get(i)))));
            for (var one : work) {
                one.get();
            }
            registers.workbooks();
        } catch (ExecutionException e) {
            throw new AssertionError(e.getCause().getMessage(), e.getCause());
        } finally {
            threads.shutdownNow();
            registers.asBefore();
        }
    }

    private static void way(NaughtyDesk desk, long id) {
        new NaughtyAgreed(desk, id).run();
        new NaughtyBuilt(desk, id).run();
    }
}
