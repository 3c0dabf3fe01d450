package org.jieshui.gis;

import java.util.Locale;
import org.jieshui.gis.SourceNetwork.Fitting;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Pipe;

/** Writes a network as an EPANET file in any unit: the other half of the round trip. Conversion factors are written out, not taken from the code under test. */
final class InpWriter {
    private InpWriter() {
    }

    static String write(SourceNetwork network, String units) {
        boolean us = "CFS GPM MGD IMGD AFD".contains(units);
        double m = us ? 1 / 0.3048 : 1;
        double mm = us ? 1 / 25.4 : 1;
        StringBuilder s = new StringBuilder("[TITLE]\n").append(network.title()).append("\n\n[JUNCTIONS]\n;ID Elev\n");
        network.nodes().stream().filter(n -> n.kind().equals("junction")).forEach(n -> line(s, "%s\t%s\t0\t;", n.id(), n.elevation() * m));
        s.append("\n[RESERVOIRS]\n");
        network.nodes().stream().filter(n -> n.kind().equals("reservoir")).forEach(n -> line(s, "%s %s ;", n.id(), n.elevation() * m));
        s.append("\n[TANKS]\n");
        network.nodes().stream().filter(n -> n.kind().equals("tank")).forEach(n -> line(s, "%s %s 1 0 2 10 0", n.id(), n.elevation() * m));
        s.append("\n[PIPES]\n");
        for (Pipe p : network.pipes()) {
            line(s, " %s  %s  %s  %s  %s  %s  0  %s ;", p.id(), p.from(), p.to(), p.length() * m, p.diameter() * mm, p.roughness(), p.open() ? "Open" : "Closed");
        }
        s.append("\n[VALVES]\n");
        for (Fitting f : network.fittings()) {
            if ("PRV".equals(f.type())) {
                line(s, "%s %s %s %s PRV %s 0", f.id(), "A" + f.id(), "B" + f.id(), f.diameter() * mm, us ? f.setting() / 0.006894757293168361 : f.setting() / 0.00980665);
            }
        }
        s.append("\n[TAGS]\n");
        network.nodes().stream().filter(n -> n.tag() != null).forEach(n -> line(s, "NODE %s %s", n.id(), n.tag()));
        s.append("\n[COORDINATES]\n");
        for (Node n : network.nodes()) {
            line(s, "%s %s %s", n.id(), n.x(), n.y());
        }
        s.append("\n[VERTICES]\n");
        for (Pipe p : network.pipes()) {
            for (int i = 2; i < p.path().length - 2; i += 2) {
                line(s, "%s %s %s", p.id(), p.path()[i], p.path()[i + 1]);
            }
        }
        return s.append("\n[OPTIONS]\n Units  ").append(units.toLowerCase(Locale.ROOT)).append("\n\n[END]\nrubbish after the end\n").toString();
    }

    private static void line(StringBuilder s, String format, Object... values) {
        s.append(format.formatted(values)).append('\n');
    }
}
