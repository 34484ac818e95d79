// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.List;
import java.util.stream.Stream;

/**
 * How access differs between two states of an account.
 *
 * @param idle how many principals have other policies and the same answers
 * @param otherScps whether other service control policies bind the account
 */
public record Differences(List<Notice> notices, List<Shift> shifts, int idle, boolean otherScps) {

    public Differences {
        notices = List.copyOf(notices);
        shifts = List.copyOf(shifts);
    }

    Differences with(List<Notice> more) {
        return new Differences(Stream.concat(more.stream(), notices.stream()).toList(), shifts, idle, otherScps);
    }

    public boolean has(Direction direction) {
        return Stream.concat(
                        notices.stream().map(Notice::direction), shifts.stream().map(Shift::direction))
                .anyMatch(direction::equals);
    }

    public boolean isEmpty() {
        return notices.isEmpty() && shifts.isEmpty();
    }
}
