namespace MetalOrleans.ApiServer.Protobuf;

internal enum MessageFieldShape
{
    Single,
    List,
    Map,
}
