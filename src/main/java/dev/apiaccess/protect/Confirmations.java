// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.model.Digest;
import dev.apiaccess.model.MethodKey;
import dev.apiaccess.protect.Declared.Authorization;
import dev.apiaccess.protect.Declared.RuleWish;
import dev.apiaccess.protect.Standing.Confirmation;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What has to be confirmed before methods that are served open ask for signatures: AWS does not know who signs. What is confirmed is a set of
 * methods, so that one which is deployed open later is asked for anew.
 */
final class Confirmations {

    private static final int DIGEST_LENGTH = 12;

    private final ServedMethods served;
    private final Gates gates;

    Confirmations(ServedMethods served, Gates gates) {
        this.served = served;
        this.gates = gates;
    }

    /** Of each rule that asks for signatures. */
    SortedMap<String, Confirmation> of(List<RuleWish> rules, Map<MethodKey, RuleOfMethod> decisions) {
        var all = new TreeMap<String, Confirmation>();
        for (var wish : rules) {
            if (wish.authorization() == Authorization.AWS_IAM) {
                var methods = new TreeSet<MethodKey>();
                decisions.forEach((method, decision) -> {
                    if (decision.equals(new RuleOfMethod.Decided(wish.rule().name()))) {
                        methods.add(method);
                    }
                });
                all.put(wish.rule().name(), of(wish, methods));
            }
        }
        return all;
    }

    private Confirmation of(RuleWish wish, SortedSet<MethodKey> methods) {
        var open = new TreeSet<>(methods);
        open.removeIf(method -> !served.isOpen(method));
        // Those that it closed of late were confirmed with the others, and may be served closed before them.
        var withClosed = new TreeSet<>(methods);
        withClosed.removeIf(method -> !open.contains(method) && !gates.closed().contains(method));
        var name = wish.rule().name();
        var noted = Optional.ofNullable(gates.confirmed().get(name));
        var given = new ArrayList<String>();
        Optional.ofNullable(gates.confirms().get(name)).ifPresent(given::add);
        if (wish.isConfirmed()) {
            given.add(noted.orElseGet(() -> digest(open)));
        }
        for (var some : List.of(withClosed, open)) {
            if (given.contains(digest(some))) {
                return new Confirmation(digest(some), some.size(), true);
            }
        }
        return new Confirmation(digest(open), open.size(), false);
    }

    private static String digest(SortedSet<MethodKey> methods) {
        return Digest.of(DIGEST_LENGTH, methods.stream().map(MethodKey::text).toArray(String[]::new));
    }
}
