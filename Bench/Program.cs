using MetalOrleans.Bench.ArpResponder;
using MetalOrleans.Bench.GrainRuntime;

return args switch
{
    ["grains", ..] => await GrainMeasurements.RunAsync(),
    ["arp", ..] => await ArpResponderBench.RunAsync(CancellationToken.None),
    ["arp-responder", var name, var address] => ResponderHost.Run(name, address),
    _ => 0,
};
