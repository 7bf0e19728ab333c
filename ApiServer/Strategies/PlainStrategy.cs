namespace MetalOrleans.ApiServer.Strategies;

/// <summary>A kind that is stored as it comes.</summary>
internal sealed class PlainStrategy(NameRule names, bool createsOnUpdate, bool allowsUnconditionalUpdate) : ResourceStrategy
{
    public static readonly PlainStrategy Instance = new(NameRule.DnsSubdomain, false, true);

    public override NameRule Names => names;

    public override bool AllowsCreateOnUpdate => createsOnUpdate;

    public override bool AllowsUnconditionalUpdate => allowsUnconditionalUpdate;
}
