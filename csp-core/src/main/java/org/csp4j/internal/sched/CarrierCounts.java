package org.csp4j.internal.sched;

/** What one carrier has done, or several: see {@link org.csp4j.diagnostics.CarrierStats}. */
record CarrierCounts(long switches, long parks, long handoffs, long steals) {
    static final CarrierCounts NONE = new CarrierCounts(0, 0, 0, 0);

    CarrierCounts plus(CarrierCounts other) {
        return new CarrierCounts(
                switches + other.switches, parks + other.parks, handoffs + other.handoffs, steals + other.steals);
    }
}
