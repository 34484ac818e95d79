// SPDX-License-Identifier: Apache-2.0
package dev.apiaccess.access;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** Principals by methods: who can call what. */
public record Survey(List<Column> columns, List<Row> rows) {

    /**
     * A deployed method of a stage.
     *
     * @param inquiry about its stage
     */
    public record Column(Inquiry inquiry, DeployedMethod method) {}

    /** A caller, with an answer for each column, in the order of the columns. */
    public record Row(Caller caller, List<Reply> cells) {
        public Row {
            cells = List.copyOf(cells);
        }
    }

    public Survey {
        columns = List.copyOf(columns);
        rows = List.copyOf(rows);
    }

    /**
     * Every identity of an account, somebody of it without policies, somebody of another account, and somebody without credentials, by every
     * method of some APIs in all of their stages.
     */
    public static Survey of(Account account, List<RestApi> apis, Terms terms) {
        var columns = new ArrayList<Column>();
        for (var api : apis) {
            for (var stage : api.stages()) {
                var inquiry = new Inquiry(account, api, stage, terms);
                stage.methods().forEach(method -> columns.add(new Column(inquiry, method)));
            }
        }
        var rows = Stream.concat(
                        account.identities().stream().map(identity -> Caller.of(account, identity)),
                        Stream.of(Caller.anybodyInTheAccount(account), Caller.anybodySigned(account), Caller.anybody()))
                .map(caller -> row(caller, columns))
                .toList();
        return new Survey(columns, rows);
    }

    private static Row row(Caller caller, List<Column> columns) {
        return new Row(
                caller,
                columns.stream()
                        .map(column -> column.inquiry()
                                .can(
                                        caller,
                                        column.method().verb(),
                                        column.method().path()))
                        .toList());
    }
}
