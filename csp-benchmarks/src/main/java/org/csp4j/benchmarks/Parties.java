package org.csp4j.benchmarks;

/** How many send, and how many receive. */
record Parties(int senders, int receivers) {
    /** Of a parameter such as {@code 10:1}. */
    static Parties parse(String parameter) {
        String[] numbers = parameter.split(":", -1);
        return new Parties(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[1]));
    }
}
