namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.IScriptedGrain")]
public interface IScriptedGrain : IGrainWithStringKey
{
    /// <summary>What happened to the activation so far.</summary>
    [Alias("Steps")]
    Task<string[]> StepsAsync();
}
