using MetalOrleans.Domain.Addressing;
using MetalOrleans.Domain.Configuration;
using MetalOrleans.Domain.Services;

namespace MetalOrleans.Domain.Allocation;

/// <summary>How a reservation stands, for its status.</summary>
/// <param name="Condition">What is in the way first.</param>
/// <param name="Message">The same in a sentence.</param>
public sealed record ReservationReport(ReservationCondition Condition, string Message)
{
    /// <summary>A reservation that was not accepted.</summary>
    public static ReservationReport Refused(ConfigurationRefusal refusal)
    {
        ArgumentNullException.ThrowIfNull(refusal);
        return new(ReservationCondition.Refused, $"{refusal.Field}: {refusal.Message}. {refusal.Remedy}");
    }

    /// <summary>A reservation whose pool does not exist.</summary>
    public static ReservationReport PoolNotFound(string pool) =>
        new(ReservationCondition.PoolNotFound, $"there is no pool {QuotedText.Of(pool)}");

    /// <summary>An accepted reservation.</summary>
    /// <param name="keeping">What its pool keeps for it.</param>
    /// <param name="pool">The pool's name.</param>
    /// <param name="admits">Whether the reservation is for a Service.</param>
    public static ReservationReport Of(ReservationKeeping keeping, string pool, Func<ServiceKey, bool> admits)
    {
        ArgumentNullException.ThrowIfNull(keeping);
        if (keeping.NotInPool is { } outside)
        {
            return new(ReservationCondition.NotInPool, $"{outside} is not in pool {QuotedText.Of(pool)}");
        }

        if (keeping.PickedBefore is { } other)
        {
            return new(
                ReservationCondition.Overlaps, $"an address was picked for IPReservation {QuotedText.Of(other)}, which keeps it");
        }

        if (keeping.Missing > 0)
        {
            return new(
                ReservationCondition.Exhausted,
                $"pool {QuotedText.Of(pool)} has no free address left, {keeping.Missing} of the addresses are missing");
        }

        if (keeping.Uses.FirstOrDefault(use => !use.Services.All(admits)) is { } use)
        {
            return new(
                ReservationCondition.InUse,
                $"{use.Address} is in use by {use.Services.First(service => !admits(service))}, which keeps it; it is reserved "
                + "once it is released");
        }

        foreach (var hold in keeping.Holds.Where(hold => !admits(hold.Service)))
        {
            return new(
                ReservationCondition.HeldForOwner,
                $"{hold.Address} is held for {hold.Service}, which had it, until {hold.Until.UtcDateTime:yyyy-MM-ddTHH:mm:ssZ}");
        }

        return new(ReservationCondition.Reserved, "every address is kept");
    }
}
