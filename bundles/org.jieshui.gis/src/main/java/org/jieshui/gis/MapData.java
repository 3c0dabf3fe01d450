package org.jieshui.gis;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.List;
import org.locationtech.jts.geom.Envelope;

/**
 * What the map draws of a box, as compact JSON: integers in decimetres from the box's corner, each point as the step from the one before, all pipes in one array.
 * Zoomed out, the thin pipes go first: never more than {@link #MOST} pipes are sent, so that a network of any size stays usable; {@code least} says which calibre
 * is the thinnest one shown.
 */
final class MapData {
    static final int MOST = 12_000;
    private static final int MOST_SPOTS = 4_000;
    private static final double UNIT = 0.1;
    /** m per pixel from which on points and blocks would only be dust. */
    private static final double DUST = 6;
    private static final double BLOCK_DUST = 12;
    /** m per pixel below which there is room to write beside a pipe. */
    private static final double CLOSE = 2;
    private static final JsonFactory JSON = new JsonFactory();

    private MapData() {
    }

    static byte[] of(Atlas atlas, Envelope box, double resolution) {
        int[] found = pipes(atlas, box);
        Selection shown = select(atlas.faces.calibres, found);
        ByteArrayOutputStream out = new ByteArrayOutputStream(1 << 16);
        try (JsonGenerator json = JSON.createGenerator(out)) {
            json.writeStartObject();
            json.writeNumberField("version", atlas.network.version());
            json.writeNumberField("x", box.getMinX());
            json.writeNumberField("y", box.getMinY());
            json.writeNumberField("unit", UNIT);
            json.writeNumberField("least", shown.least());
            json.writeArrayFieldStart("pipes");
            for (int pipe : found) {
                int calibre = atlas.faces.calibres[pipe];
                if (calibre > shown.least() || calibre == shown.least() && pipe % shown.stride() == 0) {
                    json.writeNumber(atlas.ids[pipe]);
                    json.writeNumber(calibre);
                    json.writeNumber(atlas.worked.contains(atlas.ids[pipe]) ? 1 : 0);
                    path(json, atlas.pipes.path(pipe), box, resolution);
                }
            }
            json.writeEndArray();
            if (resolution < CLOSE) {
                labels(json, atlas, found);
            }
            spots(json, "outlets", resolution < DUST ? atlas.outlets.inBox(box) : List.of(), box);
            spots(json, "fittings", resolution < DUST ? atlas.fittings.inBox(box) : List.of(), box);
            json.writeArrayFieldStart("backdrop");
            for (Object o : atlas.backdrop.query(box)) {
                Atlas.Backdrop b = (Atlas.Backdrop) o;
                if (resolution < BLOCK_DUST || b.kind().equals("road") || b.kind().equals("water")) {
                    json.writeStartArray();
                    json.writeString(b.kind());
                    json.writeString(b.name());
                    json.writeNumber(b.width());
                    path(json, b.shape(), box, resolution);
                    json.writeEndArray();
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return out.toByteArray();
    }

    /** Material and year by pipe id, where either is known. */
    private static void labels(JsonGenerator json, Atlas atlas, int[] pipes) throws IOException {
        json.writeObjectFieldStart("labels");
        for (int pipe : pipes) {
            if (atlas.faces.materials[pipe] != null || atlas.faces.years[pipe] != 0) {
                json.writeArrayFieldStart(Long.toString(atlas.ids[pipe]));
                json.writeString(atlas.faces.materials[pipe]);
                json.writeNumber(atlas.faces.years[pipe]);
                json.writeEndArray();
            }
        }
        json.writeEndObject();
    }

    private static int[] pipes(Atlas atlas, Envelope box) {
        int[][] found = {new int[1024]};
        int[] count = {0};
        atlas.pipes.inBox(box, pipe -> {
            if (count[0] == found[0].length) {
                found[0] = Arrays.copyOf(found[0], count[0] * 2);
            }
            found[0][count[0]++] = pipe;
        });
        return Arrays.copyOf(found[0], count[0]);
    }

    /**
     * What of a crowd is shown.
     *
     * @param least the thinnest calibre shown
     * @param stride of that calibre every how many-th pipe
     */
    record Selection(int least, int stride) {
    }

    static Selection select(short[] calibres, int[] pipes) {
        if (pipes.length <= MOST) {
            return new Selection(0, 1);
        }
        int[] byCalibre = new int[Ranges.CALIBRE_MOST + 1];
        for (int pipe : pipes) {
            byCalibre[calibres[pipe]]++;
        }
        int thicker = 0;
        int calibre = Ranges.CALIBRE_MOST;
        while (thicker + byCalibre[calibre] <= MOST) {
            thicker += byCalibre[calibre--];
        }
        int room = Math.max(1, MOST - thicker);
        return new Selection(calibre, (byCalibre[calibre] + room - 1) / room);
    }

    /** Count of points, then the points; those nearer than a pixel to the one before are left out, but never the ends. */
    private static void path(JsonGenerator json, double[] path, Envelope box, double resolution) throws IOException {
        int points = path.length / 2;
        boolean[] keep = new boolean[points];
        int kept = 0;
        double lastX = Double.NaN;
        double lastY = Double.NaN;
        for (int i = 0; i < points; i++) {
            keep[i] = i == 0 || i == points - 1 || Math.hypot(path[2 * i] - lastX, path[2 * i + 1] - lastY) >= resolution;
            if (keep[i]) {
                kept++;
                lastX = path[2 * i];
                lastY = path[2 * i + 1];
            }
        }
        json.writeNumber(kept);
        long x = 0;
        long y = 0;
        for (int i = 0; i < points; i++) {
            if (keep[i]) {
                long nextX = Math.round((path[2 * i] - box.getMinX()) / UNIT);
                long nextY = Math.round((path[2 * i + 1] - box.getMinY()) / UNIT);
                json.writeNumber(nextX - x);
                json.writeNumber(nextY - y);
                x = nextX;
                y = nextY;
            }
        }
    }

    private static void spots(JsonGenerator json, String name, List<Atlas.Spot> spots, Envelope box) throws IOException {
        json.writeArrayFieldStart(name);
        for (Atlas.Spot spot : spots.size() > MOST_SPOTS ? spots.subList(0, MOST_SPOTS) : spots) {
            if (box.contains(spot.x(), spot.y())) {
                json.writeStartArray();
                json.writeNumber(spot.id());
                json.writeString(spot.kind());
                json.writeString(spot.code());
                json.writeNumber(spot.calibre());
                json.writeString(spot.state());
                json.writeNumber(Math.round((spot.x() - box.getMinX()) / UNIT));
                json.writeNumber(Math.round((spot.y() - box.getMinY()) / UNIT));
                json.writeEndArray();
            }
        }
        json.writeEndArray();
    }
}
