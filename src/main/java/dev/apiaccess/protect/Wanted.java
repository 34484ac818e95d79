// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.protect;

import dev.apiaccess.iam.Statement;
import dev.apiaccess.model.MethodKey;
import java.util.List;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a protection wants of an API now.
 *
 * @param closed methods whose time has come, with what they shall ask for
 * @param reopened methods that it closed and opens again
 * @param declaredOpen methods that it says are open, with what they ask for, so that a deployment may publish them as such
 * @param statements of its fences, with the Allow that stands beside them
 * @param stages that it is about
 * @param deploys whether it may publish the configuration, or move stages back
 * @param consented a deployment that may be served though it opens what others left in it; empty for none
 * @param mark of the object, by which its statements are known; empty: those of any object are
 * @param authorizers that it makes, uses and takes away
 * @param rolledBack the deployment that the stages shall serve, as long as nothing is published; empty for none
 * @param left stages that others moved, or may: they are not moved for it
 */
public record Wanted(
        SortedMap<MethodKey, MethodState> closed,
        SortedMap<MethodKey, Reopening> reopened,
        SortedMap<MethodKey, MethodState> declaredOpen,
        List<Statement> statements,
        SortedSet<String> stages,
        boolean deploys,
        String consented,
        String mark,
        WantedAuthorizers authorizers,
        String rolledBack,
        SortedSet<String> left) {

    /**
     * A method that is opened again.
     *
     * @param from what was made of it; in every other state it is somebody else's by now, and stays
     * @param to what it asked for before
     */
    public record Reopening(MethodState from, MethodState to) {}

    public Wanted {
        closed = new TreeMap<>(closed);
        reopened = new TreeMap<>(reopened);
        declaredOpen = new TreeMap<>(declaredOpen);
        statements = List.copyOf(statements);
        stages = new TreeSet<>(stages);
        left = new TreeSet<>(left);
    }

    /** Where every stage may be moved. */
    public Wanted(
            SortedMap<MethodKey, MethodState> closed,
            SortedMap<MethodKey, Reopening> reopened,
            SortedMap<MethodKey, MethodState> declaredOpen,
            List<Statement> statements,
            SortedSet<String> stages,
            boolean deploys,
            String consented,
            String mark,
            WantedAuthorizers authorizers,
            String rolledBack) {
        this(
                closed,
                reopened,
                declaredOpen,
                statements,
                stages,
                deploys,
                consented,
                mark,
                authorizers,
                rolledBack,
                new TreeSet<>());
    }

    /** Where nothing is rolled back. */
    public Wanted(
            SortedMap<MethodKey, MethodState> closed,
            SortedMap<MethodKey, Reopening> reopened,
            SortedMap<MethodKey, MethodState> declaredOpen,
            List<Statement> statements,
            SortedSet<String> stages,
            boolean deploys,
            String consented,
            String mark,
            WantedAuthorizers authorizers) {
        this(closed, reopened, declaredOpen, statements, stages, deploys, consented, mark, authorizers, "");
    }

    /** Without authorizers. */
    public Wanted(
            SortedMap<MethodKey, MethodState> closed,
            SortedMap<MethodKey, Reopening> reopened,
            SortedMap<MethodKey, MethodState> declaredOpen,
            List<Statement> statements,
            SortedSet<String> stages,
            boolean deploys,
            String consented,
            String mark,
            String rolledBack) {
        this(
                closed,
                reopened,
                declaredOpen,
                statements,
                stages,
                deploys,
                consented,
                mark,
                WantedAuthorizers.NONE,
                rolledBack);
    }

    /** Without authorizers, where nothing is rolled back. */
    public Wanted(
            SortedMap<MethodKey, MethodState> closed,
            SortedMap<MethodKey, Reopening> reopened,
            SortedMap<MethodKey, MethodState> declaredOpen,
            List<Statement> statements,
            SortedSet<String> stages,
            boolean deploys,
            String consented,
            String mark) {
        this(closed, reopened, declaredOpen, statements, stages, deploys, consented, mark, WantedAuthorizers.NONE, "");
    }

    /** Whether a method may be changed from one state into another on the way to what is wanted. */
    boolean mayChange(MethodKey method, MethodState from, MethodState to) {
        return from.isClosedBy(to) || authorizers.mayMove(method, from, to);
    }

    /** For statements of any object. */
    public Wanted(
            SortedMap<MethodKey, MethodState> closed,
            SortedMap<MethodKey, Reopening> reopened,
            SortedMap<MethodKey, MethodState> declaredOpen,
            List<Statement> statements,
            SortedSet<String> stages,
            boolean deploys,
            String consented) {
        this(closed, reopened, declaredOpen, statements, stages, deploys, consented, "");
    }
}
