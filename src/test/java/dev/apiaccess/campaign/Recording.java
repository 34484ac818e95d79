// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.campaign;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;

/** What the undisturbed run did and left: the points of all others come from here, and what they are compared with. */
record Recording(List<StepRecord> steps, SortedMap<String, Long> counts) {

    /**
     * One step of it.
     *
     * @param writes operations that had an effect, in order
     * @param dump of AWS and Kubernetes when the step was over
     */
    record StepRecord(List<String> writes, String dump) {}

    /** One point for every write and disturbance. */
    List<Point> points(Stream<Point.Disturbance> disturbances) {
        var points = new ArrayList<Point>();
        var kinds = disturbances.toList();
        for (var step = 0; step < steps.size(); step++) {
            var seen = new HashMap<String, Integer>();
            for (var write : steps.get(step).writes()) {
                var nth = seen.merge(write, 1, Integer::sum);
                for (var kind : kinds) {
                    points.add(new Point(step, write, nth, kind));
                }
            }
        }
        return points;
    }

    long writes() {
        return steps.stream().mapToLong(step -> step.writes().size()).sum();
    }
}
