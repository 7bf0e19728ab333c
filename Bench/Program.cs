using MetalOrleans.Bench.Allocation;
using MetalOrleans.Bench.ArpResponder;
using MetalOrleans.Bench.Bfd;
using MetalOrleans.Bench.Bgp;
using MetalOrleans.Bench.GrainRuntime;

return args switch
{
    ["grains", ..] => await GrainMeasurements.RunAsync(),
    ["allocation", ..] => AllocationMeasurements.Run(),
    ["bgp", ..] => BgpMeasurements.Run(),
    ["arp", ..] => await ArpResponderBench.RunAsync(CancellationToken.None),
    ["arp-responder", var name, var address] => ResponderHost.Run(name, address),
    ["bfd", .. var senders] => await BfdBench.RunAsync(senders, CancellationToken.None),
    ["bfd-host", var interval, var multiplier, var jitter, .. var pairs] => BfdHost.Run(interval, multiplier, jitter, pairs),
    _ => await UsageAsync(),
};

static async Task<int> UsageAsync()
{
    await Console.Error.WriteLineAsync("Bench grains: grain calls and activations. Bench allocation: addresses per second in pools of all fillings. Bench bgp: routes sent and received, per prefix. Bench arp: the ARP and NDP responders against plain C ones (root). Bench bfd: how punctually BFD is sent, beside a plain C loop and FRR's bfdd (root).");
    return 2;
}
