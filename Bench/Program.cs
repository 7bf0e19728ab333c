using MetalOrleans.Bench.GrainRuntime;

return args switch
{
    ["grains", ..] => await GrainMeasurements.RunAsync(),
    _ => 0,
};
