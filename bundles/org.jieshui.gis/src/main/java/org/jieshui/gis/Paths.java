package org.jieshui.gis;

import java.nio.ByteBuffer;

/** Plane geometry on flat arrays x, y, x, y …: what a million pipes can afford. */
final class Paths {
    private Paths() {
    }

    static double length(double[] path) {
        double sum = 0;
        for (int i = 2; i < path.length; i += 2) {
            sum += Math.hypot(path[i] - path[i - 2], path[i + 1] - path[i - 1]);
        }
        return sum;
    }

    /** The point of a path at a distance from its start, clamped to its ends. */
    static double[] at(double[] path, double along) {
        double left = Math.max(0, along);
        for (int i = 2; i < path.length; i += 2) {
            double step = Math.hypot(path[i] - path[i - 2], path[i + 1] - path[i - 1]);
            if (left <= step && step > 0) {
                double t = left / step;
                return new double[] {path[i - 2] + t * (path[i] - path[i - 2]), path[i - 1] + t * (path[i + 1] - path[i - 1])};
            }
            left -= step;
        }
        return new double[] {path[path.length - 2], path[path.length - 1]};
    }

    /** Where on the segment a–b the point nearest to p lies: 0 at a, 1 at b. */
    static double foot(double px, double py, double ax, double ay, double bx, double by) {
        double dx = bx - ax;
        double dy = by - ay;
        double square = dx * dx + dy * dy;
        if (square == 0) {
            return 0;
        }
        double t = ((px - ax) * dx + (py - ay) * dy) / square;
        return t <= 0 ? 0 : Math.min(t, 1);
    }

    /** As the tables keep it. */
    static byte[] toBytes(double[] path) {
        ByteBuffer bytes = ByteBuffer.allocate(path.length * Double.BYTES);
        bytes.asDoubleBuffer().put(path);
        return bytes.array();
    }

    static double[] fromBytes(byte[] bytes) {
        double[] path = new double[bytes.length / Double.BYTES];
        ByteBuffer.wrap(bytes).asDoubleBuffer().get(path);
        return path;
    }
}
