namespace Orleans.Configuration;

/// <summary>How long an activation of this grain class may be idle before it is deactivated.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class CollectionAgeLimitAttribute : Attribute
{
    /// <summary>Whether activations of the class are never collected.</summary>
    public bool AlwaysActive { get; init; }

    public double Days { private get; init; }

    public double Hours { private get; init; }

    public double Minutes { private get; init; }

    internal TimeSpan Amount =>
        AlwaysActive
            ? Timeout.InfiniteTimeSpan
            : TimeSpan.FromDays(Days) + TimeSpan.FromHours(Hours) + TimeSpan.FromMinutes(Minutes);
}
