from schoolgate.concerns.urls import reading

app_name = "concerns"
urlpatterns = [*reading.urlpatterns]
