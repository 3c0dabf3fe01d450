package org.jieshui.bench;

import java.util.Arrays;
import java.util.List;
import org.jieshui.gis.NearestBench;
import org.jieshui.print.PapersBench;

/** Runs the benchmarks named, or all: {@code completion}, {@code siblings}, {@code inbox}, {@code nearest}, {@code papers}, {@code start}. Figures are ratios and counts of one run on one server. */
public final class Bench {

    private Bench() {}

    public static void main(String[] arguments) throws Exception {
        var wanted = arguments.length == 0 || arguments[0].equals("all") ? List.of("completion", "siblings", "inbox", "nearest", "papers", "start") : Arrays.asList(arguments[0].split(","));
        for (var name : wanted) {
            switch (name) {
                case "completion" -> CompletionBench.run();
                case "siblings" -> CompletionBench.siblings();
                case "inbox" -> InboxBench.run();
                case "nearest" -> NearestBench.run();
                case "papers" -> PapersBench.run();
                case "start" -> StartBench.run();
                default -> throw new IllegalArgumentException("no benchmark " + name);
            }
        }
        System.exit(0);
    }
}
