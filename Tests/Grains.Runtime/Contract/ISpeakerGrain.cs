namespace MetalOrleans.Tests.Grains.Runtime.Contract;

[Alias("MetalOrleans.Tests.ISpeakerGrain")]
public interface ISpeakerGrain : IGrainWithStringKey
{
    [Alias("Subscribe")]
    Task SubscribeAsync(IWatcher watcher);

    [Alias("Say")]
    Task SayAsync(string text);
}
