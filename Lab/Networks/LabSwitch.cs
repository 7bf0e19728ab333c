namespace MetalOrleans.Lab.Networks;

/// <summary>A layer-2 switch: a namespace that holds nothing but a bridge and its ports.</summary>
public sealed record LabSwitch(LabNamespace Namespace)
{
    /// <summary>The bridge, on which everything that the switch floods or forwards to itself can be captured.</summary>
    public const string Bridge = "br0";

    internal static async Task<LabSwitch> CreateAsync(LabNamespace home, CancellationToken cancellationToken)
    {
        // A promiscuous bridge hands up every frame that it forwards, so that a capture on it sees unicast answers too.
        // Without multicast snooping the bridge floods neighbor discovery as a plain switch does.
        await home.ConfigureAsync(
            [$"link add {Bridge} type bridge stp_state 0 forward_delay 0 mcast_snooping 0", $"link set {Bridge} promisc on up"],
            cancellationToken);
        return new LabSwitch(home);
    }
}
