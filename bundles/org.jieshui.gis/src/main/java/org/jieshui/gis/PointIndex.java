package org.jieshui.gis;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.locationtech.jts.geom.Envelope;
import org.locationtech.jts.index.hprtree.HPRtree;

/** Things at a point (outlets, fittings) in memory, found by place. Immutable. */
final class PointIndex<T> {
    /** How to read the place of a thing. */
    interface Place<T> {
        double x(T thing);

        double y(T thing);
    }

    /** @param distance m */
    record Near<T>(T thing, double distance) {
    }

    private final HPRtree tree = new HPRtree();
    private final Place<T> place;

    PointIndex(List<T> things, Place<T> place) {
        this.place = place;
        things.forEach(t -> tree.insert(new Envelope(place.x(t), place.x(t), place.y(t), place.y(t)), t));
        tree.build();
    }

    int size() {
        return tree.size();
    }

    @SuppressWarnings("unchecked")
    List<Near<T>> within(double x, double y, double radius) {
        List<Near<T>> near = new ArrayList<>();
        tree.query(new Envelope(x - radius, x + radius, y - radius, y + radius), item -> {
            T thing = (T) item;
            double distance = Math.hypot(place.x(thing) - x, place.y(thing) - y);
            if (distance <= radius) {
                near.add(new Near<>(thing, distance));
            }
        });
        near.sort(Comparator.comparingDouble(Near::distance));
        return near;
    }

    @SuppressWarnings("unchecked")
    List<T> inBox(Envelope box) {
        return (List<T>) tree.query(box);
    }
}
