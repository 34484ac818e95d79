// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.emulator.control;

import dev.apiaccess.iam.Glob;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** The fault rules in force. */
public final class Faults {
    private final List<Armed> rules = new CopyOnWriteArrayList<>();

    private record Armed(Fault fault, AtomicInteger seen) {
        boolean concerns(String account) {
            return fault.account() == null || fault.account().equals(account);
        }

        boolean over() {
            return fault.times() > 0 && seen.get() >= fault.nth() - 1 + fault.times();
        }
    }

    /** Puts a rule in force. */
    public void add(Fault fault) {
        rules.add(new Armed(fault, new AtomicInteger()));
    }

    /** Ends all rules, or those of one account when it is not empty; calls that they hold are let go. */
    public void clear(String account) {
        List<Armed> ended = rules.stream()
                .filter(r -> account.isEmpty() || account.equals(r.fault().account()))
                .toList();
        rules.removeAll(ended);
        for (Armed rule : ended) {
            if (rule.fault().effect() instanceof Fault.Effect.Hold(var _, Gate gate)) {
                gate.open();
            }
        }
    }

    /** The rules in force that have something left to do. */
    public List<Fault> list() {
        return rules.stream().filter(r -> !r.over()).map(Armed::fault).toList();
    }

    /** Counts a call against every rule and returns what goes wrong with it. */
    public List<Fault.Effect> fire(String account, String service, String operation) {
        List<Fault.Effect> out = new ArrayList<>();
        for (Armed rule : rules) {
            String pattern = rule.fault().operation();
            String name = pattern.contains(":") ? service + ":" + operation : operation;
            if (rule.concerns(account) && Glob.of(pattern).matches(name)) {
                int number = rule.seen().incrementAndGet();
                int first = rule.fault().nth();
                boolean last = rule.fault().times() > 0
                        && number >= first + rule.fault().times();
                if (number >= first && !last) {
                    out.add(rule.fault().effect());
                }
            }
        }
        return out;
    }

    /** The longest lag of any stale-read rule that concerns an account. */
    public Duration lag(String account) {
        Duration longest = Duration.ZERO;
        for (Armed rule : rules) {
            if (rule.concerns(account)
                    && !rule.over()
                    && rule.fault().effect() instanceof Fault.Effect.Stale(Duration lag)
                    && lag.compareTo(longest) > 0) {
                longest = lag;
            }
        }
        return longest;
    }
}
