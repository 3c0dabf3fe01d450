package org.jieshui.gis;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import org.jieshui.gis.SourceNetwork.Fitting;
import org.jieshui.gis.SourceNetwork.Node;
import org.jieshui.gis.SourceNetwork.Outlet;
import org.jieshui.gis.SourceNetwork.Pipe;

/**
 * Invents the network of a city quarter for sample data: a grid of roads, trunk mains on the arterials, branches into the blocks, valves, reserved outlets,
 * planned works and repairs. The same seed gives the same city. Every name and number is made up.
 */
final class City {
    /** CGCS2000, 3-degree zone 39: the system that the sample lies in, around Jinan. */
    static final String CRS = "EPSG:4527";
    /** South-west corner, m. */
    static final double WEST = 39_508_000;
    static final double SOUTH = 4_054_500;

    private static final int COLUMNS = 24;
    private static final int ROWS = 22;
    private static final int ARTERIAL = 6;
    private static final int COLLECTOR = 3;
    private static final double VERGE = 12;
    private static final String[] EAST_WEST = {"经十路南", "旅游路", "龙奥南路", "坤顺路", "凤鸣北街", "康虹路", "世纪大道", "新泺大街", "会展路", "工业南路", "花园东路",
        "飞跃大道", "科创路", "春晖路", "春秀路", "春园路", "丰奥路", "舜华东路", "舜泰路", "舜风路", "颖秀路", "正丰路"};
    private static final String[] NORTH_SOUTH = {"凤歧路", "凤凰路", "凤鸣路", "凤祥路", "雪山路", "港沟路", "唐冶西路", "唐冶东路", "围子山路", "经纬一路", "经纬二路", "经纬三路",
        "虎山路", "稼轩路", "兴港路", "邢村路", "礼耕路", "义和路", "信义路", "飞翔路", "开拓路", "天辰路", "伯乐路", "崇华路"};

    /** A road, block, park or water under the network. @param shape points x, y …, a closed ring but for roads; @param width m, of roads */
    record Backdrop(String kind, String name, double[] shape, double width) {
    }

    /** @param pipe code of the pipe */
    record Work(String pipe, String kind, LocalDate from, LocalDate to, String note) {
    }

    /** @param pipe code of the pipe */
    record Repair(String pipe, String kind, LocalDate on, String note) {
    }

    private final SplittableRandom random;
    private final int year;
    private final double[] columns = new double[COLUMNS];
    private final double[] rows = new double[ROWS];
    private final double[][] bendX = new double[COLUMNS][ROWS];
    private final double[][] bendY = new double[COLUMNS][ROWS];
    private final List<Node> nodes = new ArrayList<>();
    private final List<Pipe> pipes = new ArrayList<>();
    private final List<Fitting> fittings = new ArrayList<>();
    private final List<Outlet> outlets = new ArrayList<>();
    private final List<Backdrop> backdrop = new ArrayList<>();
    private final List<Work> works = new ArrayList<>();
    private final List<Repair> repairs = new ArrayList<>();

    /** @param year the present year: ages of pipes and dates of works are drawn around it */
    City(long seed, int year) {
        this.random = new SplittableRandom(seed);
        this.year = year;
        roads();
        mains();
        branches();
        worksAndRepairs();
    }

    SourceNetwork network() {
        return new SourceNetwork("东部城区", new SourceNetwork.Units(null, "m", "mm", "MPA", CRS), List.copyOf(nodes), List.copyOf(pipes), List.copyOf(fittings),
            List.copyOf(outlets), new Problems());
    }

    List<Backdrop> backdrop() {
        return List.copyOf(backdrop);
    }

    List<Work> works() {
        return List.copyOf(works);
    }

    List<Repair> repairs() {
        return List.copyOf(repairs);
    }

    private void roads() {
        spread(columns, WEST, 260, 460);
        spread(rows, SOUTH, 240, 420);
        for (int c = 0; c < COLUMNS; c++) {
            for (int r = 0; r < ROWS; r++) {
                bendX[c][r] = columns[c] + random.nextDouble(-9, 9);
                bendY[c][r] = rows[r] + random.nextDouble(-9, 9);
            }
        }
        for (int r = 0; r < ROWS; r++) {
            double[] line = new double[2 * COLUMNS];
            for (int c = 0; c < COLUMNS; c++) {
                put(line, c, bendX[c][r], bendY[c][r]);
            }
            backdrop.add(new Backdrop("road", EAST_WEST[r], line, width(r)));
        }
        for (int c = 0; c < COLUMNS; c++) {
            double[] line = new double[2 * ROWS];
            for (int r = 0; r < ROWS; r++) {
                put(line, r, bendX[c][r], bendY[c][r]);
            }
            backdrop.add(new Backdrop("road", NORTH_SOUTH[c], line, width(c)));
        }
        river();
    }

    private void spread(double[] at, double start, int least, int most) {
        double next = start;
        for (int i = 0; i < at.length; i++) {
            at[i] = next;
            next += random.nextInt(least, most);
        }
    }

    private static double width(int road) {
        return road % ARTERIAL == 1 ? 50 : road % COLLECTOR == 1 ? 34 : 20;
    }

    private void river() {
        double y = rows[0] - 160;
        double[] ring = new double[2 * (COLUMNS + 2)];
        for (int c = 0; c < COLUMNS; c++) {
            put(ring, c, columns[c], y + random.nextDouble(-20, 20));
        }
        put(ring, COLUMNS, columns[COLUMNS - 1], y - 120);
        put(ring, COLUMNS + 1, columns[0], y - 120);
        backdrop.add(new Backdrop("water", "小汉峪沟", close(ring), 0));
    }

    /** Mains run beside the roads: east–west ones on the north side, north–south ones on the west side; arterials carry a DN600 besides. */
    private void mains() {
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c < COLUMNS; c++) {
                nodes.add(new Node(junction(c, r), "junction", bendX[c][r] - side(c), bendY[c][r] + side(r), elevation(c, r), null, 0));
            }
        }
        for (int r = 0; r < ROWS; r++) {
            for (int c = 0; c + 1 < COLUMNS; c++) {
                main(junction(c, r), junction(c + 1, r), calibre(r), EAST_WEST[r], NORTH_SOUTH[c] + "至" + NORTH_SOUTH[c + 1], "自西向东", at(c, r), at(c + 1, r));
            }
            if (r % ARTERIAL == 1) {
                trunk(r);
            }
        }
        for (int c = 0; c < COLUMNS; c++) {
            for (int r = 0; r + 1 < ROWS; r++) {
                main(junction(c, r), junction(c, r + 1), calibre(c), NORTH_SOUTH[c], EAST_WEST[r] + "至" + EAST_WEST[r + 1], "自南向北", at(c, r), at(c, r + 1));
            }
        }
        nodes.add(new Node("SC-1", "reservoir", columns[0] - 300, rows[1], 182.0, "东郊水厂", 0));
        fittings.add(new Fitting("BZ-1", "pump", "HEAD", columns[0] - 150, rows[1], 800.0, null, "open", "送水泵房", 0));
    }

    private void trunk(int r) {
        for (int c = 0; c + 1 < COLUMNS; c++) {
            double[] from = {bendX[c][r], bendY[c][r] - side(r)};
            double[] to = {bendX[c + 1][r], bendY[c + 1][r] - side(r)};
            main("T" + junction(c, r), "T" + junction(c + 1, r), 600, EAST_WEST[r], NORTH_SOUTH[c] + "至" + NORTH_SOUTH[c + 1] + "两侧", "自西向东", from, to);
        }
        for (int c = 0; c < COLUMNS; c++) {
            nodes.add(new Node("T" + junction(c, r), "junction", bendX[c][r], bendY[c][r] - side(r), elevation(c, r), null, 0));
        }
    }

    private double[] at(int c, int r) {
        return new double[] {bendX[c][r] - side(c), bendY[c][r] + side(r)};
    }

    private static double side(int road) {
        return width(road) / 2 - VERGE / 4;
    }

    private static int calibre(int road) {
        return road % ARTERIAL == 1 ? 400 : road % COLLECTOR == 1 ? 300 : 200;
    }

    private double elevation(int c, int r) {
        return Math.round((150 - 1.6 * r + 0.8 * c + random.nextDouble(-1.5, 1.5)) * 10) / 10.0;
    }

    private static String junction(int c, int r) {
        return "J-%02d%02d".formatted(c + 1, r + 1);
    }

    private void main(String from, String to, int calibre, String road, String section, String flow, double[] a, double[] b) {
        Pipe pipe = pipe(calibre, from, to, new double[] {a[0], a[1], b[0], b[1]}, flow, road + "，" + section);
        double length = Paths.length(pipe.path());
        if (random.nextInt(3) > 0) {
            gate(pipe, 14 + random.nextDouble(8));
        }
        if (calibre < 600 && random.nextInt(5) < 3 || random.nextInt(5) == 0) {
            outlet(pipe, length * random.nextDouble(0.25, 0.75));
        }
    }

    private void gate(Pipe pipe, double along) {
        double[] at = Paths.at(pipe.path(), along);
        fittings.add(new Fitting("F-%04d".formatted(fittings.size() + 1), "valve", pipe.diameter() >= 400 ? "蝶阀" : "闸阀", at[0], at[1], pipe.diameter(), null,
            "open", null, 0));
    }

    private void outlet(Pipe pipe, double along) {
        double[] at = Paths.at(pipe.path(), along);
        double[] calibres = pipe.diameter() >= 600 ? new double[] {200, 300} : pipe.diameter() >= 300 ? new double[] {100, 150, 200} : new double[] {80, 100};
        int state = random.nextInt(12);
        outlets.add(new Outlet("Y-%04d".formatted(outlets.size() + 1), at[0], at[1], calibres[random.nextInt(calibres.length)],
            state == 0 ? "none" : state < 3 ? "repair" : "good", LocalDate.of(year - 1 - random.nextInt(3), 1 + random.nextInt(12), 1 + random.nextInt(28)),
            pipe.id(), 0));
    }

    private Pipe pipe(int calibre, String from, String to, double[] path, String flow, String area) {
        int laid = Math.max(1986, year - 1 - random.nextInt(random.nextInt(4) == 0 ? 38 : 18));
        String material = calibre >= 200 && laid < 1996 ? "grey-iron" : calibre >= 300 ? "ductile-iron" : laid < 1998 ? "grey-iron" : laid < 2005 ? "ductile-iron" : "pe";
        double depth = calibre >= 600 ? random.nextDouble(2.0, 2.6) : calibre >= 300 ? random.nextDouble(1.4, 1.9) : random.nextDouble(0.9, 1.5);
        double pressure = 0.36 - (path[1] - SOUTH) / 110_000 + random.nextDouble(-0.03, 0.03) - (calibre <= 100 ? 0.03 : 0);
        PipeFacts facts = new PipeFacts(material, round(depth, 10), laid, round(pressure, 100), flow, area, random.nextInt(14) == 0);
        Pipe pipe = new Pipe("G-%d%04d".formatted(calibre / 100, pipes.size() + 1), from, to, path, round(Paths.length(path), 10), (double) calibre, 120.0, true,
            null, facts, 0);
        pipes.add(pipe);
        return pipe;
    }

    /** Every block has buildings, a park now and then, and most a branch that reaches in from one of its mains. */
    private void branches() {
        for (int c = 0; c + 1 < COLUMNS; c++) {
            for (int r = 0; r + 1 < ROWS; r++) {
                double west = bendX[c][r] + width(c) / 2 + 8;
                double east = bendX[c + 1][r] - width(c + 1) / 2 - 20;
                double south = bendY[c][r] + width(r) / 2 + 20;
                double north = bendY[c][r + 1] - width(r + 1) / 2 - 8;
                buildings(west, south, east, north);
                for (int branch = random.nextInt(5) == 0 ? 2 : 1; branch <= 2; branch++) {
                    branch(c, r, west, south, east, north);
                }
            }
        }
    }

    private void branch(int c, int r, double west, double south, double east, double north) {
        double x = random.nextDouble(west + 30, east - 30);
        double[] a = at(c, r);
        double[] b = at(c + 1, r);
        double y = a[1] + (b[1] - a[1]) * (x - a[0]) / (b[0] - a[0]);
        double deep = random.nextDouble(south + 40, north - 30);
        double aside = x + (x - west < east - x ? 1 : -1) * random.nextDouble(30, 90);
        double[] path = random.nextInt(3) == 0 ? new double[] {x, y, x, deep} : new double[] {x, y, x, deep, aside, deep};
        String id = "Z-%04d".formatted(pipes.size() + 1);
        nodes.add(new Node(id + "a", "junction", x, y, elevation(c, r), null, 0));
        nodes.add(new Node(id + "b", "junction", path[path.length - 2], path[path.length - 1], elevation(c, r), null, 0));
        Pipe pipe = pipe(random.nextInt(4) == 0 ? 150 : 100, id + "a", id + "b", path, "自南向北", EAST_WEST[r] + "以北小区");
        if (random.nextInt(2) == 0) {
            gate(pipe, 6);
        }
        if (random.nextInt(6) == 0) {
            outlet(pipe, Paths.length(path) * 0.8);
        }
    }

    private void buildings(double west, double south, double east, double north) {
        int across = random.nextInt(2, 4);
        int up = random.nextInt(2, 4);
        double w = (east - west) / across;
        double h = (north - south) / up;
        for (int i = 0; i < across; i++) {
            for (int j = 0; j < up; j++) {
                double x = west + i * w + random.nextDouble(4, 14);
                double y = south + j * h + random.nextDouble(4, 14);
                double x2 = west + (i + 1) * w - random.nextDouble(6, 22);
                double y2 = south + (j + 1) * h - random.nextDouble(6, 22);
                backdrop.add(new Backdrop(random.nextInt(14) == 0 ? "green" : "block", null, close(new double[] {x, y, x2, y, x2, y2, x, y2}), 0));
            }
        }
    }

    private void worksAndRepairs() {
        for (Pipe pipe : pipes) {
            boolean old = pipe.facts().year() < 2000;
            if (old && random.nextInt(8) == 0) {
                int from = year + random.nextInt(2);
                works.add(new Work(pipe.id(), "renewal", LocalDate.of(from, random.nextInt(3, 7), 1), LocalDate.of(from, random.nextInt(8, 12), 30), "老旧管网更新改造"));
            }
            if (random.nextInt(old ? 5 : 40) == 0) {
                repairs.add(new Repair(pipe.id(), "repair", LocalDate.of(year - 1 - random.nextInt(4), random.nextInt(1, 13), random.nextInt(1, 28)),
                    random.nextInt(2) == 0 ? "接口渗漏，已抢修" : "管体爆裂，换管 2 m"));
            }
        }
    }

    private static double round(double value, int parts) {
        return Math.round(value * parts) / (double) parts;
    }

    private static void put(double[] line, int point, double x, double y) {
        line[2 * point] = round(x, 100);
        line[2 * point + 1] = round(y, 100);
    }

    private static double[] close(double[] ring) {
        double[] closed = java.util.Arrays.copyOf(ring, ring.length + 2);
        closed[ring.length] = ring[0];
        closed[ring.length + 1] = ring[1];
        return closed;
    }
}
