from django.urls import path

from shuzhi.indicators.views import definitions, figures, workbooks

app_name = "indicators"
urlpatterns = [
    path("", definitions.list_indicators, name="list-indicators"),
    path("define/", definitions.define, name="define-indicator"),
    path("places/", definitions.find_place, name="find-place"),
    path("import/", workbooks.upload, name="upload"),
    path("import/preview/", workbooks.preview, name="preview-import"),
    path("import/confirm/", workbooks.confirm, name="confirm-import"),
    path("import/drop/", workbooks.drop, name="drop-upload"),
    path("import/<int:pk>/", workbooks.show_import, name="show-import"),
    path("export/", workbooks.export, name="export"),
    path("figures/<int:pk>/", figures.show_fact, name="show-fact"),
    path("figures/<int:pk>/withdraw/", figures.withdraw, name="withdraw-fact"),
    path("at/<int:place>/", figures.show_sheet, name="show-sheet"),
    path("at/<int:place>/<str:code>/enter/", figures.enter, name="enter-fact"),
    path("at/<int:place>/<str:code>/target/", figures.target, name="set-target"),
    path("at/<int:place>/<str:code>/tree/", figures.show_tree, name="show-tree"),
    path("of/<str:code>/", definitions.show_indicator, name="show-indicator"),
    path("of/<str:code>/change/", definitions.change, name="change-indicator"),
]
